import { CREATING_COUNT, loaded } from './againstOthers';
import { counted } from './counted';
import type { Databases, SeededDatabase } from './Databases';
import { startLatchkey } from './Latchkey';
import { entities, keysPage } from './pages';
import { pairRow } from './pairRow';
import { createKey, firstQuery, introspectMany, type Questions, verifyAll, verifyMany, verifyOne } from './questions';
import type { Row } from './row';
import { LARGE, type SeedSize, SMALL } from './seedSizes';

/** What a large database may cost more than a small one. */
const TARGET = { atMost: 1.15 };

const sqlite: MakeDatabase = (databases, size) => databases.sqlite(size);
const sqliteCopy: MakeDatabase = (databases, size) => databases.copyOfSqlite(size);
const postgres: MakeDatabase = (databases, size) => databases.postgres(size);

/** Rows that compare our server on a large database with itself on a small one. */
export const SCALE_ROWS: readonly Row[] = [
  scale('first-query', "the README's first query", firstQuery),
  scale('keys-page', 'a page of 100 keys with all fields', keysPage),
  scale('entities', '100 representations of entities', entities),
  scale('verify', `/verify of ${SMALL.workingKeyCount} keys in turn`, verifyMany),
  scale('introspection', `introspection of ${SMALL.workingKeyCount} keys in turn`, introspectMany),
  scale('create-keys', `createApiKey, ${CREATING_COUNT} at once, on disk`, createKey, sqliteCopy, CREATING_COUNT),
  scale('first-query-postgres', "the README's first query, on PostgreSQL", firstQuery, postgres),
  pairRow({
    name: 'verify-cold',
    what: `/verify of ${counted(LARGE.workingKeyCount)} keys in turn, among ${counted(LARGE.keyCount)} keys`,
    reference: '/verify of one key in the same database',
    unit: 'per second',
    target: null,
    ratio: 'REFERENCE_TO_OURS',
    start: async (stage) => {
      const database = await stage.databases.sqlite(LARGE);
      const cold = await startLatchkey(stage, 'verify-cold-ours', database);
      const warm = await startLatchkey(stage, 'verify-cold-reference', database);
      return { ours: await loaded(stage, cold, verifyAll), reference: await loaded(stage, warm, verifyOne) };
    },
  }),
];

type MakeDatabase = (databases: Databases, size: SeedSize) => Promise<SeededDatabase>;

function scale(
  row: string,
  what: string,
  questions: Questions,
  database: MakeDatabase = sqlite,
  connectionCount?: number,
): Row {
  const name = `scale-${row}`;
  return pairRow({
    name,
    what: `${what}: cost with ${counted(LARGE.keyCount)} keys of ${counted(LARGE.organizationCount)} organizations`,
    reference: `ours with ${counted(SMALL.keyCount)} keys of ${SMALL.organizationCount} organizations`,
    unit: 'per second',
    target: TARGET,
    ratio: 'REFERENCE_TO_OURS',
    start: async (stage) => {
      const [large, small] = [await database(stage.databases, LARGE), await database(stage.databases, SMALL)];
      const ours = await startLatchkey(stage, `${name}-ours`, large);
      const reference = await startLatchkey(stage, `${name}-reference`, small);
      return {
        ours: await loaded(stage, ours, questions, { connectionCount }),
        reference: await loaded(stage, reference, questions, { connectionCount }),
      };
    },
  });
}
