import path from 'node:path';
import { loaded } from './againstOthers';
import { BenchError } from './BenchError';
import { counted } from './counted';
import { ask } from './exchange';
import { graphql, type Latchkey, startLatchkey } from './Latchkey';
import { pairRow } from './pairRow';
import type { Questions } from './questions';
import type { Row } from './row';
import { logActor, logTarget } from './seedLog';

/** Both read what they are asked each time. */
const WITHOUT_MEMORY = path.join(__dirname, 'serveWithoutMemory.js');
/** Units: entries of the logs that are compared. */
const [LARGE_LOG, SMALL_LOG] = [1_000_000, 1_000];
const PAGE_SIZE = 25;
const FAR_PAGE = 1_000;
/** Units: entries that are skipped at once on the way to a page. */
const STRIDE = 100;

/** A filter of the log, as a function of when the last entry was. Shape: `isLong` where it leaves a thousand pages. */
interface LogFilter {
  readonly name: string;
  readonly what: string;
  readonly isLong: boolean;
  readonly hasNoAim?: true;
  readonly filter: (now: number) => object;
}

const FILTERS: readonly LogFilter[] = [
  { name: 'all', what: 'all entries', isLong: true, filter: () => ({}) },
  { name: 'types', what: 'two types', isLong: true, filter: () => ({ types: ['api_key.created', 'session.started'] }) },
  {
    name: 'rare-type',
    what: 'a type that one in a thousand has',
    isLong: false,
    filter: () => ({ types: ['key_policy.updated'] }),
  },
  { name: 'actor', what: 'one actor of 20', isLong: true, filter: () => ({ actorId: logActor(7) }) },
  {
    name: 'outcome',
    what: 'what was refused, one in a hundred',
    isLong: false,
    filter: () => ({ outcome: ['REFUSED'] }),
  },
  { name: 'severity', what: 'at least NOTICE', isLong: true, filter: () => ({ severity: 'NOTICE' }) },
  {
    name: 'since',
    what: 'since the first hundred entries',
    isLong: true,
    filter: () => ({ since: '2020-01-01T00:00:00Z' }),
  },
  {
    name: 'until',
    what: 'until an hour ago',
    isLong: true,
    filter: (now) => ({ until: new Date(now - 3_600_000).toISOString() }),
  },
  { name: 'after-sequence', what: 'after a sequence', isLong: true, filter: () => ({ afterSequence: 10 }) },
  { name: 'text', what: 'a text that most entries have', isLong: true, filter: () => ({ text: 'import' }) },
  {
    name: 'rare-text',
    what: 'a text that one in a thousand has',
    isLong: false,
    filter: () => ({ text: 'quarterly' }),
  },
  { name: 'no-text', what: 'a text that no entry has', isLong: false, filter: () => ({ text: 'zebra' }) },
  {
    name: 'mixed-text',
    what: 'a text that no entry has, and whose trigrams many have',
    isLong: false,
    filter: () => ({ text: 'person 13 tried to change the api key import 7' }),
  },
  { name: 'target', what: 'one target of 100,000', isLong: false, filter: () => ({ targetId: logTarget(70) }) },
  // The bound of decision 107, not the aim: the first of these entries is the 860,000th.
  {
    name: 'late-text',
    what: 'a text of frequent trigrams that none of the newest 860,000 entries has',
    isLong: false,
    hasNoAim: true,
    filter: () => ({ text: 'import 13' }),
  },
];

/** Pages of a long log against the first page of a short one. */
export const LOG_ROWS: readonly Row[] = FILTERS.flatMap((filter) =>
  (filter.isLong ? [1, FAR_PAGE] : [1]).map((page) => rowOf(filter, page)),
);

function rowOf(filter: LogFilter, page: number): Row {
  const name = `log-${filter.name}${page === 1 ? '' : `-page-${page}`}`;
  return pairRow({
    name,
    what: `page ${counted(page)} of the audit log, ${filter.what}: cost among ${counted(LARGE_LOG)} entries`,
    reference: `the first page of a log of ${counted(SMALL_LOG)} entries; neither remembers what it has read`,
    unit: 'per second',
    target: filter.hasNoAim ? null : { atMost: 1.2 },
    ratio: 'REFERENCE_TO_OURS',
    start: async (stage) => {
      const [large, small] = [await stage.databases.log(LARGE_LOG), await stage.databases.log(SMALL_LOG)];
      const ours = await startLatchkey(stage, `${name}-ours`, large, WITHOUT_MEMORY);
      const reference = await startLatchkey(stage, `${name}-reference`, small, WITHOUT_MEMORY);
      return {
        ours: await loaded(stage, ours, pageOf(filter, page), { connectionCount: 1 }),
        reference: await loaded(stage, reference, pageOf({ ...filter, filter: () => ({}) }, 1), { connectionCount: 1 }),
      };
    },
  });
}

function pageOf({ what, filter }: LogFilter, page: number): Questions {
  return async (latchkey) => {
    let after: string | null = null;
    const { now } = latchkey.database.plan;
    const asked = filter(now);
    // The use of the key that asks is an entry, too.
    const values = 'afterSequence' in asked ? asked : { until: new Date(now).toISOString(), ...asked };
    for (let left = (page - 1) * PAGE_SIZE; left > 0; left -= STRIDE) {
      const { body } = await read(latchkey, values, Math.min(left, STRIDE), after);
      const info = JSON.parse(body)?.data?.organization?.auditEvents?.pageInfo;
      if (!info?.hasNextPage) throw new BenchError(`There is no page ${page} of ${what}: ${body.slice(0, 500)}`);
      after = info.endCursor;
    }
    const { question, body } = await read(latchkey, values, PAGE_SIZE, after);
    return [{ ...question, expected: { body } }];
  };
}

async function read({ server, database }: Latchkey, filter: object, first: number, after: string | null) {
  const query = `query ($filter: AuditEventFilter, $first: Int, $after: String) {
    organization { auditEvents(first: $first, after: $after, filter: $filter) {
      edges { node { id at type summary } } pageInfo { hasNextPage endCursor }
    } }
  }`;
  const question = graphql(server.url, database.plan.listing.key, { query, variables: { filter, first, after } });
  return { question, body: (await ask(question)).body };
}
