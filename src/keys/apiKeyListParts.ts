import { type Condition, isBeyond, isOneOf, NEVER } from '../storage/select';
import { ApiKeyStatus } from './ApiKey';

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
  const [isActive, isDisabled] = [asked.has(ApiKeyStatus.ACTIVE), asked.has(ApiKeyStatus.DISABLED)];
  if (!asked.has(ApiKeyStatus.EXPIRED)) {
    const lasts = isBeyond('"expiresAt"', '>', now);
    if (isActive) return [LIVES, lasts, ...(isDisabled ? [] : [WORKS])];
    return [DISABLED, NOT_DELETED, lasts];
  }
  if (isActive && isDisabled) return [LIVES];
  if (!isActive && !isDisabled) return [LIVES, isBeyond('"expiresAt"', '<=', now)];
  // Or else what is asked for beside them: in words for which SQLite looks for no second index.
  return [
    LIVES,
    { sql: `NOT ("expiresAt" > ? AND ${(isActive ? DISABLED : WORKS).sql})`, values: [now], isFilter: true },
  ];
}

function filter(sql: string): Condition {
  return { sql, values: [], isFilter: true };
}

function always(sql: string): Condition {
  return { sql, values: [] };
}
