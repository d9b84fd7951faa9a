import type { Fault } from '../access/Fault';
import { MAX_API_KEY_DAYS } from '../access/PolicyTerms';
import type { ScopeCatalogue } from '../access/ScopeName';
import { UserErrorCode } from '../errors';
import { type KeyPolicyInput, MAX_KEYS_PER_OWNER, MAX_NOTICES } from './inputs';
import type { KeyPolicy } from './KeyPolicy';

/** What may be asked for. Units: days, keys. */
const RANGES = [
  ['maxLifetimeDays', 1, MAX_API_KEY_DAYS],
  ['defaultLifetimeDays', 1, MAX_API_KEY_DAYS],
  ['maxKeysPerOwner', 1, MAX_KEYS_PER_OWNER],
  ['disableUnusedAfterDays', 1, MAX_API_KEY_DAYS],
] as const;

/** Why a policy cannot be as asked; `policy` is what would come of it. Empty: it can. */
export function policyInputFaults(input: KeyPolicyInput, policy: KeyPolicy, catalogue: ScopeCatalogue): Fault[] {
  const outOfRange = RANGES.flatMap(([field, min, max]): Fault[] => {
    const value = input[field];
    return value == null || isWithin(value, min, max) ? [] : [invalid(`Give a number from ${min} to ${max}.`, field)];
  });
  const faults = [...outOfRange, ...scopeFaults(input, catalogue), ...noticeFaults(input)];
  if (outOfRange.length > 0 || policy.defaultLifetimeDays <= policy.maxLifetimeDays) return faults;
  const { defaultLifetimeDays, maxLifetimeDays } = policy;
  const message = `A key may last ${maxLifetimeDays} days at most, and the default is ${defaultLifetimeDays}: set defaultLifetimeDays to ${maxLifetimeDays} or less as well.`;
  return [...faults, invalid(message, 'defaultLifetimeDays')];
}

function scopeFaults({ grantableScopes }: KeyPolicyInput, catalogue: ScopeCatalogue): Fault[] {
  if (grantableScopes == null) return [];
  if (grantableScopes.length === 0) return [invalid('Name one scope at least; null allows all.', 'grantableScopes')];
  if (grantableScopes.length > catalogue.length) {
    return [invalid(`There are ${catalogue.length} scopes; these are more.`, 'grantableScopes')];
  }
  const known = new Set(catalogue.map(({ name }) => name));
  const message = 'There is no scope of this name.';
  return grantableScopes.flatMap((name, index) =>
    known.has(name) ? [] : [{ code: UserErrorCode.UNKNOWN_SCOPE, message, path: ['grantableScopes', String(index)] }],
  );
}

function noticeFaults({ noticeDays }: KeyPolicyInput): Fault[] {
  if (noticeDays == null) return [];
  if (noticeDays.length > MAX_NOTICES) return [invalid(`Give ${MAX_NOTICES} numbers at most.`, 'noticeDays')];
  return noticeDays.flatMap((days, index) =>
    isWithin(days, 0, MAX_API_KEY_DAYS)
      ? []
      : [invalid(`Give numbers from 0 to ${MAX_API_KEY_DAYS}.`, 'noticeDays', String(index))],
  );
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

function invalid(message: string, ...path: string[]): Fault {
  return { code: UserErrorCode.INVALID, message, path };
}
