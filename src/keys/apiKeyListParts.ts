import { type Condition, isBeyond, isOneOf, NEVER } from '../storage/select';
import { ApiKeyStatus } from './ApiKeyStatus';

/** Whose keys are listed. */
export interface Owners {
  readonly isOfOrganization: boolean;
  readonly isOfProcess: boolean;
  /** Every one of which the process of a key has to be. */
  readonly processIds: readonly string[];
}

/** Every status but that of tombstones: what is listed when nothing is said. */
export const LIVE: readonly ApiKeyStatus[] = [
  ApiKeyStatus.ACTIVE,
  ApiKeyStatus.EXPIRED,
  ApiKeyStatus.DISABLED,
  ApiKeyStatus.BLOCKED,
];

/** The statuses of keys that are neither deleted nor expired. */
export const LASTING = [ApiKeyStatus.ACTIVE, ApiKeyStatus.DISABLED, ApiKeyStatus.BLOCKED] as const;

/** The condition of a key that is no tombstone. */
export const LIVES = always('"deletedAt" IS NULL');
const DELETED = always('"deletedAt" IS NOT NULL');
const WORKS = filter('"disabledAt" IS NULL');
const DISABLED = always('"disabledAt" IS NOT NULL');
/** Said so that SQLite takes the index of the few that are disabled, not that of all that live. */
const NOT_DELETED = filter('NOT ("deletedAt" IS NOT NULL)');

/** The parts of a list of keys with these owners and statuses, each with an index of its own. Source: decision 032. */
export function apiKeyListParts(owners: Owners, statuses: readonly ApiKeyStatus[], now: number): Condition[][] {
  const asked = new Set(statuses);
  const ofOwners = ownerConditions(owners);
  const tombstones = asked.delete(ApiKeyStatus.DELETED) ? [[...asFilters(ofOwners), DELETED]] : [];
  if (asked.size === 0) return tombstones;
  const live = liveConditions(asked, now);
  return [[...(live.includes(LIVES) ? ofOwners : asFilters(ofOwners)), ...live], ...tombstones];
}

function ownerConditions({ isOfOrganization, isOfProcess, processIds }: Owners): Condition[] {
  if (!isOfProcess) return [isOfOrganization ? filter('"processId" IS NULL') : NEVER];
  if (processIds.length > 0) return processIds.map((id) => isOneOf('"processId"', [id]));
  return isOfOrganization ? [] : [filter('"processId" IS NOT NULL')];
}

/** The same of an index that does not begin with the process. */
function asFilters(conditions: readonly Condition[]): Condition[] {
  return conditions.map((condition) => ({ ...condition, isFilter: true }));
}

/** Of the keys that live, those of these statuses; the same order of causes as `statusOf`. */
function liveConditions(asked: ReadonlySet<ApiKeyStatus>, now: number): Condition[] {
  const lasting = LASTING.filter((status) => asked.has(status));
  if (!asked.has(ApiKeyStatus.EXPIRED)) {
    const isDisabledAlone = lasting.length === 1 && lasting[0] === ApiKeyStatus.DISABLED;
    const parts = isDisabledAlone ? [DISABLED, NOT_DELETED] : [LIVES, ...lastingConditions(lasting, now)];
    return [...parts, isBeyond('"expiresAt"', '>', now)];
  }
  if (lasting.length === LASTING.length) return [LIVES];
  if (lasting.length === 0) return [LIVES, isBeyond('"expiresAt"', '<=', now)];
  // Or else what is asked for beside them: in words for which SQLite looks for no second index.
  const others = lastingConditions(
    LASTING.filter((status) => !asked.has(status)),
    now,
  );
  const sql = `NOT ("expiresAt" > ? AND ${others.map((each) => each.sql).join(' AND ')})`;
  return [LIVES, { sql, values: [now, ...others.flatMap(({ values }) => values)], isFilter: true }];
}

/** Of the keys that have not expired, those of some of these statuses. */
function lastingConditions(statuses: readonly ApiKeyStatus[], now: number): Condition[] {
  const [isActive, isDisabled, isBlocked] = LASTING.map((status) => statuses.includes(status));
  const state = isActive === isBlocked ? [] : [isActive ? isFree(now) : isBlockedBy(now)];
  if (isDisabled && !isActive && !isBlocked) return [{ ...DISABLED, isFilter: true }];
  if (!isDisabled) return [WORKS, ...state];
  return state.map(({ sql, values }) => ({ sql: `(${DISABLED.sql} OR ${sql})`, values, isFilter: true }));
}

/** Never unknown, so that the contrary may be asked for; in words for which SQLite takes no index. */
function isFree(now: number): Condition {
  return { sql: '("blockedFrom" IS NULL OR NOT ("blockedFrom" <= ?))', values: [now], isFilter: true };
}

function isBlockedBy(now: number): Condition {
  return { sql: '("blockedFrom" IS NOT NULL AND NOT ("blockedFrom" > ?))', values: [now], isFilter: true };
}

function filter(sql: string): Condition {
  return { sql, values: [], isFilter: true };
}

function always(sql: string): Condition {
  return { sql, values: [] };
}
