import type { Caller } from '../access/Caller';
import { ownerKindOf } from '../access/ownerKindOf';
import { canManageKeysOf } from '../access/subsetLaw';
import { isId } from '../id';
import type { OrderedList } from '../lists/Lists';
import type { KeysetOrder } from '../storage/KeysetOrder';
import type { RunSql, Storage } from '../storage/Storage';
import { type Condition, isBeyond, ofOrganization, selectByIds } from '../storage/select';
import type { ApiKey } from './ApiKey';
import { apiKeyCandidates } from './apiKeyCandidates';
import { apiKeyListParts, LIVE, type Owners } from './apiKeyListParts';
import { creationBounds } from './creationBounds';
import { type ApiKeyFilter, ApiKeyOrder } from './inputs';
import { searchConditions } from './searchConditions';
import { type WithheldApiKey, withhold } from './WithheldApiKey';

const SELECT = `
  "id", "processId", "name", "sortName", "user", "scopes" AS "scopesText", "expiresAt", "createdAt", "createdBy", "createdById",
  "lastUsedAt", "disabledAt", "deletedAt", "endReason", "endNote", "note", "version", "blockedFrom",
  "newestSecretAt"`;
const FROM = '"api_key"';

const ORDERS: Readonly<Record<ApiKeyOrder, KeysetOrder<ApiKey>>> = {
  CREATED_AT_DESC: orderBy('createdAt', 'DESC'),
  CREATED_AT_ASC: orderBy('createdAt', 'ASC'),
  EXPIRES_AT_ASC: orderBy('expiresAt', 'ASC'),
  EXPIRES_AT_DESC: orderBy('expiresAt', 'DESC'),
  NAME_ASC: orderBy('sortName', 'ASC'),
  NAME_DESC: orderBy('sortName', 'DESC'),
};

/** Which keys are asked for: of one process or of any, filtered, in an order. */
export interface ApiKeyQuestion {
  readonly filter: ApiKeyFilter | null;
  readonly orderBy: ApiKeyOrder | null;
  readonly processId: string | null;
}

/** The keys that the caller may see, filtered and in order. */
export function apiKeyList(
  storage: Storage,
  caller: Caller,
  question: ApiKeyQuestion,
  now: number,
): OrderedList<ApiKey> {
  const order = question.orderBy ?? ApiKeyOrder.CREATED_AT_DESC;
  const filter = question.filter ?? {};
  const { organizationId } = caller;
  const where = [ofOrganization(caller), ...conditionsOf(filter)];
  const parts = apiKeyListParts(ownersOf(caller, question), filter.status ?? LIVE, now).map((part) =>
    ORDERS[order].column === '"createdAt"' ? [...part, ...creationBounds([...where, ...part])] : part,
  );
  const whole = parts.map((part) => [...where, ...part]);
  const candidates = () => apiKeyCandidates(storage, organizationId, filter, whole);
  return {
    name: { list: 'ApiKey', order, organizationId },
    source: { select: SELECT, from: FROM, where, parts, candidates },
    order: ORDERS[order],
  };
}

/** The keys of these ids that the caller may see, tombstones included, in the order of the ids. */
export function apiKeysByIds(sql: RunSql, caller: Caller, ids: readonly string[]): Promise<(ApiKey | null)[]> {
  return selectByIds<ApiKey>(sql, { select: SELECT, from: FROM, where: visibleTo(caller) }, '"id"', ids);
}

/**
 * The keys of these ids whose owner the caller may see, for references of other subgraphs. Nothing but the id is left of a
 * key that the caller may not see itself.
 * Source: decision 052.
 */
export async function apiKeyReferences(
  sql: RunSql,
  caller: Caller,
  ids: readonly string[],
): Promise<(ApiKey | WithheldApiKey | null)[]> {
  const source = { select: SELECT, from: FROM, where: ofVisibleOwner(caller) };
  const rows = await selectByIds<ApiKey>(sql, source, '"id"', ids);
  return rows.map((row) => (row === null || canManageKeysOf(caller, ownerKindOf(row)) ? row : withhold(row)));
}

function orderBy(column: 'createdAt' | 'expiresAt' | 'sortName', direction: 'ASC' | 'DESC'): KeysetOrder<ApiKey> {
  return {
    column: `"${column}"`,
    id: '"id"',
    direction,
    positionOf: (row) => [row[column], row.id],
  };
}

/** A caller that is bound to a process reaches nothing outside it. */
function ofVisibleOwner(caller: Caller): Condition[] {
  const where = [ofOrganization(caller)];
  if (caller.processId !== null) where.push({ sql: '"processId" = ?', values: [caller.processId] });
  return where;
}

/** The keys that the caller may see. */
export function visibleTo(caller: Caller): Condition[] {
  const where = ofVisibleOwner(caller);
  if (!canManageKeysOf(caller, 'ORGANIZATION')) where.push({ sql: '"processId" IS NOT NULL', values: [] });
  if (!canManageKeysOf(caller, 'PROCESS')) where.push({ sql: '1 = 0', values: [] });
  return where;
}

function ownersOf(caller: Caller, { filter, processId }: ApiKeyQuestion): Owners {
  const owner = filter?.owner ?? null;
  const processIds = [caller.processId, processId, filter?.processId ?? null].filter((id) => id !== null);
  const isOfOrganization = owner !== 'PROCESS' && processIds.length === 0 && canManageKeysOf(caller, 'ORGANIZATION');
  const isOfProcess = owner !== 'ORGANIZATION' && processIds.every(isId) && canManageKeysOf(caller, 'PROCESS');
  return { isOfOrganization, isOfProcess, processIds };
}

function conditionsOf(filter: ApiKeyFilter): Condition[] {
  const { expiresBefore } = filter;
  return [...searchConditions(filter), ...(expiresBefore == null ? [] : [isBeyond('"expiresAt"', '<', expiresBefore)])];
}
