import path from 'node:path';
import { BenchError } from './BenchError';
import { BARE_APOLLO, BARE_FASTIFY, bareApollo, bareFastify } from './bareServers';
import type { Databases, SeededDatabase } from './Databases';
import type { Exchange } from './exchange';
import { installReferences } from './installReferences';
import { type Latchkey, startLatchkey } from './Latchkey';
import { LoadedServer, type LoadPlan } from './LoadedServer';
import { LoopProcess } from './LoopProcess';
import { ENTITIES_TYPES, entities, FIRST_QUERY_TYPES, KEYS_PAGE_TYPES, keysPage } from './pages';
import { type Pair, type PairRowParts, pairRow } from './pairRow';
import { createKey, exchangeToken, firstQuery, introspectOne, type Questions, verifyOne } from './questions';
import type { Row, Stage } from './row';
import { SMALL } from './seedSizes';

/** Units: connections that make keys at once. */
export const CREATING_COUNT = 32;

/** Two builds differ by little: they are measured in more pairs. */
export const OTHER_BUILD_PAIR_COUNT = 9;

/** Rows that compare our server, on a small database, with something else. */
export const AGAINST_OTHERS: readonly Row[] = [
  against({
    name: 'first-query',
    what: "the README's first query",
    reference: BARE_APOLLO,
    atLeast: 1,
    questions: firstQuery,
    bare: (stage, name, exchange) => bareApollo(stage, name, exchange, FIRST_QUERY_TYPES),
  }),
  against({
    name: 'keys-page',
    what: 'a page of 100 keys with all fields',
    reference: BARE_APOLLO,
    atLeast: 0.8,
    questions: keysPage,
    bare: (stage, name, exchange) => bareApollo(stage, name, exchange, KEYS_PAGE_TYPES),
  }),
  against({
    name: 'entities',
    what: '100 representations of entities',
    reference: 'Apollo Server with @apollo/subgraph on Fastify, the same bytes from memory, no key, no database',
    atLeast: 0.8,
    questions: entities,
    bare: (stage, name, exchange) => bareApollo(stage, name, exchange, ENTITIES_TYPES),
  }),
  against({
    name: 'verify',
    what: '/verify of a key, with a scope',
    reference: BARE_FASTIFY,
    atLeast: 0.6,
    questions: verifyOne,
    bare: bareFastify,
  }),
  against({
    name: 'introspection',
    what: 'introspection of a key, by a gateway',
    reference: BARE_FASTIFY,
    atLeast: 0.6,
    questions: introspectOne,
    bare: bareFastify,
  }),
  against({
    name: 'token',
    what: 'a key exchanged for an access token',
    reference: BARE_FASTIFY,
    atLeast: null,
    questions: exchangeToken,
    bare: bareFastify,
  }),
  against({
    name: 'key-checks',
    what: 'keys checked, ours over HTTP (/verify)',
    reference: "better-auth's verifyApiKey, in process, on SQLite",
    atLeast: 10,
    questions: verifyOne,
    bare: async (stage, name) => {
      const file = path.join(stage.sandbox.folder, 'better-auth.sqlite');
      return LoopProcess.start(stage, name, [script('betterAuthLoop'), await installReferences(), file]);
    },
  }),
  against({
    name: 'create-keys',
    what: `createApiKey, ${CREATING_COUNT} at once, on disk`,
    reference: 'a plain better-sqlite3 loop of one insert per commit (WAL, synchronous = FULL)',
    atLeast: 0.8,
    questions: createKey,
    connectionCount: CREATING_COUNT,
    database: (databases) => databases.copyOfSqlite(SMALL),
    bare: (stage, name) =>
      LoopProcess.start(stage, name, [script('insertLoop'), path.join(stage.sandbox.folder, 'plain.sqlite')]),
  }),
  against({
    name: 'first-query-postgres',
    what: "the README's first query, on PostgreSQL",
    reference: BARE_APOLLO,
    atLeast: 0.6,
    questions: firstQuery,
    database: (databases) => databases.postgres(SMALL),
    bare: (stage, name, exchange) => bareApollo(stage, name, exchange, FIRST_QUERY_TYPES),
  }),
];

interface AgainstParts {
  readonly name: string;
  readonly what: string;
  readonly reference: string;
  /** What the ratio of requests a second is to be; null where nothing is asked of it. */
  readonly atLeast: number | null;
  readonly questions: Questions;
  readonly connectionCount?: number;
  /** By default the small one on SQLite. */
  readonly database?: (databases: Databases) => Promise<SeededDatabase>;
  bare(stage: Stage, name: string, exchange: Exchange): Promise<Pair['reference']>;
}

function against(parts: AgainstParts): Row {
  const { name, what, reference, atLeast } = parts;
  const target: PairRowParts['target'] = atLeast === null ? null : { atLeast };
  const title = { name, what, reference, unit: 'per second' as const, target };
  const row = pairRow({
    ...title,
    ratio: 'OURS_TO_REFERENCE',
    start: async (stage) => {
      const database = await (parts.database ?? ((databases) => databases.sqlite(SMALL)))(stage.databases);
      const latchkey = await startLatchkey(stage, `${name}-ours`, database);
      const ours = await loaded(stage, latchkey, parts.questions, { connectionCount: parts.connectionCount });
      const [exchange] = ours.plan.exchanges;
      if (!exchange) throw new BenchError(`The row ${name} asks nothing.`);
      return { ours, reference: await parts.bare(stage, `${name}-reference`, exchange) };
    },
  });
  const measure: Row['measure'] = (stage) =>
    stage.otherProgram === null ? row.measure(stage) : againstOtherBuild(parts, stage.otherProgram).measure(stage);
  return { ...title, measure, isForOtherBuilds: true };
}

/** The same questions to another build of ours, on a database of its own. */
function againstOtherBuild({ name, what, questions, connectionCount, database }: AgainstParts, program: string): Row {
  const start = async (stage: Stage, build: string, main?: string): Promise<LoadedServer> => {
    const own = await (database ?? ((databases) => databases.copyOfSqlite(SMALL)))(stage.databases);
    return loaded(stage, await startLatchkey(stage, `${name}-${build}`, own, main), questions, { connectionCount });
  };
  return pairRow({
    ...{ name, what, reference: `the other build, ${program}`, unit: 'per second', target: { atLeast: 0.95 } },
    ratio: 'OURS_TO_REFERENCE',
    pairCount: OTHER_BUILD_PAIR_COUNT,
    start: async (stage) => ({ ours: await start(stage, 'ours'), reference: await start(stage, 'other', program) }),
  });
}

/** A server of ours that is asked these questions; on PostgreSQL its statements are counted. */
export async function loaded(
  { load, databases }: Stage,
  latchkey: Latchkey,
  questions: Questions,
  plan: Omit<LoadPlan, 'exchanges'> = {},
): Promise<LoadedServer> {
  const { server, database } = latchkey;
  const isCounted = database.url.startsWith('postgres');
  const statementCount = isCounted ? () => databases.statementCount(database) : undefined;
  return new LoadedServer(server, load, { statementCount, ...plan, exchanges: await questions(latchkey) });
}

function script(name: string): string {
  return path.join(__dirname, `${name}.js`);
}
