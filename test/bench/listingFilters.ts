import { DAY_MS } from '../../src/clock';
import { ApiKeyOrder } from '../../src/keys/inputs';
import type { SeedPlan } from './seedPlan';
import { rareScope, WORDS } from './seedSizes';

/** One way to filter a list, in the words of the API and, as it should be, of the database. */
export interface ListingFilter {
  readonly name: string;
  readonly what: string;
  /** Whether its keys may have to be found by an index beside the order. Source: decision 073. */
  readonly isFound?: boolean;
  filter(plan: SeedPlan): Readonly<Record<string, unknown>> | null;
  /** A condition on `api_key`. */
  sql(plan: SeedPlan): string;
}

const ALIVE = '"deletedAt" IS NULL';

/** Every filter of `ApiKeyFilter`, where it matters with much and with little behind it. */
export const LISTING_FILTERS: readonly ListingFilter[] = [
  { name: 'all', what: 'all keys', filter: () => null, sql: () => ALIVE },
  ofProcess('process', 'keys of a process', 0),
  ofProcess('small-process', 'keys of a process with few', 49),
  one('owner-process', 'keys of processes', { owner: 'PROCESS' }, `${ALIVE} AND "processId" IS NOT NULL`),
  one('owner-organization', 'keys of the organization', { owner: 'ORGANIZATION' }, `${ALIVE} AND "processId" IS NULL`),
  found(ofStatus('ACTIVE', (now) => `${ALIVE} AND "expiresAt" > ${now} AND "disabledAt" IS NULL`)),
  found(ofStatus('EXPIRED', (now) => `${ALIVE} AND "expiresAt" <= ${now}`)),
  ofStatus('DISABLED', (now) => `${ALIVE} AND "expiresAt" > ${now} AND "disabledAt" IS NOT NULL`),
  ofStatus('DELETED', () => '"deletedAt" IS NOT NULL'),
  ofScope('scope', 'keys with a scope that many hold', 'workspace.collection:read'),
  found(ofScope('rare-scope', 'keys with a scope that one in a thousand holds', rareScope)),
  found(ofText('text', 'keys with a word that one in four has', WORDS.frequent)),
  found(ofText('rare-text', 'keys with a word that one in a thousand has', WORDS.rare)),
  {
    name: 'expires-before',
    what: 'keys that expire within 30 days, or did',
    isFound: true,
    filter: ({ now }) => ({ expiresBefore: new Date(now + 30 * DAY_MS).toISOString() }),
    sql: ({ now }) => `${ALIVE} AND "expiresAt" < ${now + 30 * DAY_MS}`,
  },
];

/** Every order, in the words of the database. */
export const LISTING_ORDERS: Readonly<
  Record<ApiKeyOrder, readonly [column: 'createdAt' | 'expiresAt' | 'sortName', direction: 'ASC' | 'DESC']>
> = {
  [ApiKeyOrder.CREATED_AT_DESC]: ['createdAt', 'DESC'],
  [ApiKeyOrder.CREATED_AT_ASC]: ['createdAt', 'ASC'],
  [ApiKeyOrder.EXPIRES_AT_ASC]: ['expiresAt', 'ASC'],
  [ApiKeyOrder.EXPIRES_AT_DESC]: ['expiresAt', 'DESC'],
  [ApiKeyOrder.NAME_ASC]: ['sortName', 'ASC'],
  [ApiKeyOrder.NAME_DESC]: ['sortName', 'DESC'],
};

function found(filter: ListingFilter): ListingFilter {
  return { ...filter, isFound: true };
}

function one(name: string, what: string, filter: Readonly<Record<string, unknown>>, sql: string): ListingFilter {
  return { name, what, filter: () => filter, sql: () => sql };
}

function ofProcess(name: string, what: string, index: number): ListingFilter {
  const idIn = ({ listing }: SeedPlan): string => listing.processes[index]?.id ?? '';
  return {
    name,
    what,
    filter: (plan) => ({ processId: idIn(plan) }),
    sql: (plan) => `${ALIVE} AND "processId" = '${idIn(plan)}'`,
  };
}

/** Nothing expires while the benchmark runs, but for what expires within the hour that it might take. */
function ofStatus(status: string, sql: (now: number) => string): ListingFilter {
  return {
    name: `status-${status.toLowerCase()}`,
    what: `keys that are ${status.toLowerCase()}`,
    filter: () => ({ status: [status] }),
    sql: ({ now }) => sql(now),
  };
}

function ofScope(name: string, what: string, scope: string): ListingFilter {
  return one(name, what, { scope }, `${ALIVE} AND instr("scopes", ' ${scope} ') > 0`);
}

function ofText(name: string, what: string, word: string): ListingFilter {
  return one(name, what, { text: word }, `${ALIVE} AND instr("sortName", '${word.toLowerCase()}') > 0`);
}
