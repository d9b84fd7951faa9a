import type { Caller } from '../access/caller';
import { SCOPE_NAME_PATTERN } from '../access/scopes';
import { canManageKeysOf } from '../access/subsetLaw';
import type { OrderedList } from '../graphql/connections';
import { isId } from '../id';
import { containing, sortNameOf } from '../names';
import type { KeysetOrder } from '../storage/keyset';
import { type Condition, inOrderOf, isOneOf, selectRows } from '../storage/select';
import type { RunSql } from '../storage/storage';
import type { ApiKey, ApiKeyStatus } from './ApiKey';
import { type ApiKeyFilter, ApiKeyOrder } from './inputs';

const SELECT = [
  'id',
  'processId',
  'name',
  'user',
  'scopes',
  'expiresAt',
  'createdAt',
  'createdBy',
  'lastUsedAt',
  'disabledAt',
  'deletedAt',
]
  .map((column) => `"${column}"`)
  .join(', ');
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
  caller: Caller,
  { filter, orderBy, processId }: ApiKeyQuestion,
  now: number,
): OrderedList<ApiKey> {
  const order = orderBy ?? ApiKeyOrder.CREATED_AT_DESC;
  const where = [...visibleTo(caller), ...conditionsOf(filter ?? {}, now)];
  if (processId !== null) where.push(isOneOf('"processId"', [processId]));
  return {
    name: { list: 'ApiKey', order, organizationId: caller.organizationId },
    source: { select: SELECT, from: FROM, where },
    order: ORDERS[order],
  };
}

/** The keys of these ids that the caller may see, tombstones included, in the order of the ids. */
export async function apiKeysByIds(sql: RunSql, caller: Caller, ids: readonly string[]): Promise<(ApiKey | null)[]> {
  const where = [...visibleTo(caller), isOneOf('"id"', ids.filter(isId))];
  const rows = await selectRows<ApiKey>(sql, { select: SELECT, from: FROM, where });

  return inOrderOf(ids, rows);
}

function orderBy(column: 'createdAt' | 'expiresAt' | 'sortName', direction: 'ASC' | 'DESC'): KeysetOrder<ApiKey> {
  return {
    column: `"${column}"`,
    id: '"id"',
    direction,
    positionOf: (row) => [column === 'sortName' ? sortNameOf(row.name) : row[column], row.id],
  };
}

function visibleTo(caller: Caller): Condition[] {
  const where: Condition[] = [{ sql: '"organizationId" = ?', values: [caller.organizationId] }];
  if (caller.processId !== null) where.push({ sql: '"processId" = ?', values: [caller.processId] });
  if (!canManageKeysOf(caller, 'ORGANIZATION')) where.push({ sql: '"processId" IS NOT NULL', values: [] });
  if (!canManageKeysOf(caller, 'PROCESS')) where.push({ sql: '1 = 0', values: [] });
  return where;
}

function conditionsOf(filter: ApiKeyFilter, now: number): Condition[] {
  const where: Condition[] = [statusCondition(filter.status ?? null, now)];
  if (filter.processId != null) where.push(isOneOf('"processId"', [filter.processId].filter(isId)));
  if (filter.owner != null) {
    where.push({ sql: `"processId" IS ${filter.owner === 'PROCESS' ? 'NOT NULL' : 'NULL'}`, values: [] });
  }
  if (filter.scope != null) {
    const isScope = SCOPE_NAME_PATTERN.test(filter.scope);
    const pattern = `% ${filter.scope.replaceAll('_', '!_')} %`;
    where.push(isScope ? { sql: `"scopes" LIKE ? ESCAPE '!'`, values: [pattern] } : isOneOf('"scopes"', []));
  }
  if (filter.text != null) {
    const pattern = containing(filter.text);
    const sql = `("sortName" LIKE ? ESCAPE '!' OR LOWER("user") LIKE ? ESCAPE '!')`;
    where.push({ sql, values: [pattern, pattern] });
  }
  if (filter.expiresBefore != null) where.push({ sql: '"expiresAt" < ?', values: [filter.expiresBefore] });
  return where;
}

/** The same order of causes as `statusOf`. */
const STATUS_SQL: Readonly<Record<ApiKeyStatus, { readonly sql: string; readonly asksNow: boolean }>> = {
  DELETED: { sql: '"deletedAt" IS NOT NULL', asksNow: false },
  EXPIRED: { sql: '("deletedAt" IS NULL AND "expiresAt" <= ?)', asksNow: true },
  DISABLED: { sql: '("deletedAt" IS NULL AND "expiresAt" > ? AND "disabledAt" IS NOT NULL)', asksNow: true },
  ACTIVE: { sql: '("deletedAt" IS NULL AND "expiresAt" > ? AND "disabledAt" IS NULL)', asksNow: true },
};

function statusCondition(statuses: readonly ApiKeyStatus[] | null, now: number): Condition {
  if (statuses === null) return { sql: '"deletedAt" IS NULL', values: [] };
  if (statuses.length === 0) return isOneOf('"id"', []);
  const parts = [...new Set(statuses)].map((status) => STATUS_SQL[status]);
  return {
    sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`,
    values: parts.filter(({ asksNow }) => asksNow).map(() => now),
  };
}
