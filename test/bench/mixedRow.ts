import { generateKeyValue } from '../../src/keys/keyValue';
import { loaded } from './againstOthers';
import { type Exchange, UNIQUE } from './exchange';
import { type Latchkey, startLatchkey } from './Latchkey';
import { pairRow } from './pairRow';
import { createKey, firstQuery } from './questions';
import type { Row } from './row';
import { SMALL } from './seedSizes';

const READER_COUNT = 32;
const CREATOR_COUNT = 8;
const INTRUDER_COUNT = 8;

/** Readers, while others write and yet others try to get in: one server, in phases. */
export const mixedRow: Row = pairRow({
  name: 'mixed',
  what: `p99 of ${READER_COUNT} readers while ${CREATOR_COUNT} clients make keys and ${INTRUDER_COUNT} send wrong ones`,
  reference: 'the readers alone',
  unit: 'ms',
  target: { atMost: 2 },
  ratio: 'OURS_TO_REFERENCE',
  start: async (stage) => {
    const latchkey = await startLatchkey(stage, 'mixed', await stage.databases.copyOfSqlite(SMALL));
    const readers = { connectionCount: READER_COUNT, figure: 'P99' as const };
    const others = [
      { exchanges: await createKey(latchkey), connectionCount: CREATOR_COUNT },
      { exchanges: wrongKeys(latchkey), connectionCount: INTRUDER_COUNT },
    ];
    return {
      ours: await loaded(stage, latchkey, firstQuery, { ...readers, others }),
      reference: await loaded(stage, latchkey, firstQuery, readers),
    };
  },
});

/** A key of a user that nobody is, and one of a user with the wrong secret. */
export function wrongKeys({ server, database }: Latchkey): Exchange[] {
  const { pass } = generateKeyValue('ORGANIZATION');
  const [user = ''] = database.plan.bench.key.split(':');
  return [`lko_nobody${UNIQUE}:${pass}`, `${user}:${pass}`].map((key) => ({
    url: `${server.url}/graphql`,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ viewer { name } }' }),
    expected: { status: 401, pattern: '"code":"UNAUTHENTICATED"' },
  }));
}
