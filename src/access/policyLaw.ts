import { DAY_MS } from '../clock';
import { UserErrorCode } from '../errors';
import type { Fault } from './Fault';
import { KeyPolicyRule } from './KeyPolicyRule';
import { ownerKindOf } from './ownerKindOf';
import type { PolicyTerms } from './PolicyTerms';
import type { ScopeCatalogue, ScopeName } from './ScopeName';

/** A key as it is, or as it would be, as far as a policy judges it. Units: epoch milliseconds. */
export interface JudgedKey {
  readonly processId: string | null;
  readonly scopes: readonly ScopeName[];
  readonly expiresAt: number;
  readonly createdAt: number;
  /** Null of a key that has its first. */
  readonly newestSecretAt: number | null;
  readonly lastUsedAt: number | null;
  readonly note: string | null;
  /** Whether all scopes are asked for, without naming them. */
  readonly isForAll?: boolean;
}

/** Which rules of a policy a key breaks. Shape: empty where it complies. Units: `now` in epoch milliseconds. */
export function violationsOf(
  terms: PolicyTerms,
  key: JudgedKey,
  catalogue: ScopeCatalogue,
  now: number,
): KeyPolicyRule[] {
  const { GRANTABLE_SCOPES, ALL_SCOPES, MAX_LIFETIME, NOTE, UNUSED } = KeyPolicyRule;
  const idleFrom = idleEndOf(terms, key);
  return [
    ...(key.expiresAt > latestEndOf(terms, key) ? [MAX_LIFETIME] : []),
    ...(key.scopes.every((name) => isGrantable(terms, name)) ? [] : [GRANTABLE_SCOPES]),
    ...(terms.allowsAllScopes || !holdsAll(key, catalogue) ? [] : [ALL_SCOPES]),
    ...(terms.requiresNote && isBlank(key.note) ? [NOTE] : []),
    ...(idleFrom !== null && idleFrom <= now ? [UNUSED] : []),
  ];
}

/**
 * The part of the subset law that an organization sets for itself. It binds every caller that makes or changes a key, and judges
 * the key as it would be afterwards. An empty answer means that the key complies.
 * Units: `now` in epoch milliseconds.
 * @param given the fields of the input, unless it is a creation: a fault of another field is reported at the `id`
 */
export function policyLaw(
  terms: PolicyTerms,
  key: JudgedKey,
  catalogue: ScopeCatalogue,
  now: number,
  given?: readonly string[],
): Fault[] {
  const faults = violationsOf(terms, key, catalogue, now).flatMap((rule) => faultsOf[rule](terms, key));
  const isGiven = ([field = '']: readonly string[]) => given === undefined || given.includes(field);
  const placed = faults.map((fault) => (isGiven(fault.path) ? fault : { ...fault, path: ['id'] }));
  return placed.filter(({ message }, index) => placed.findIndex((other) => other.message === message) === index);
}

/** Whether a policy lets keys hold a scope. */
export function isGrantable({ grantableScopes }: Pick<PolicyTerms, 'grantableScopes'>, name: ScopeName): boolean {
  return grantableScopes === null || grantableScopes.includes(name);
}

/** When a key that is not used again counts as unused. Shape: null where no policy asks. Units: epoch milliseconds. */
export function idleEndOf({ disableUnusedAfterDays: days }: PolicyTerms, key: JudgedKey): number | null {
  return days === null ? null : Math.max(lifeStartOf(key), key.lastUsedAt ?? 0) + days * DAY_MS;
}

/** When a key began to be what it is: when its newest secret was made. Units: epoch milliseconds. */
export function lifeStartOf({ newestSecretAt, createdAt }: Pick<JudgedKey, 'newestSecretAt' | 'createdAt'>): number {
  return newestSecretAt ?? createdAt;
}

function latestEndOf({ maxLifetimeDays }: PolicyTerms, key: JudgedKey): number {
  return lifeStartOf(key) + maxLifetimeDays * DAY_MS;
}

/** Every scope that a kind of key can hold is all, written out or not. */
function holdsAll({ scopes, processId, isForAll }: JudgedKey, catalogue: ScopeCatalogue): boolean {
  const kind = ownerKindOf({ processId });
  const held = new Set(scopes);
  return isForAll || catalogue.every(({ name, grantableTo }) => !grantableTo.includes(kind) || held.has(name));
}

function isBlank(note: string | null): boolean {
  return note === null || note.trim() === '';
}

/** The faults of each rule that is broken. Shape: a message names the rule, and what is possible. */
const faultsOf: Readonly<Record<KeyPolicyRule, (terms: PolicyTerms, key: JudgedKey) => Fault[]>> = {
  MAX_LIFETIME: (terms, key) => {
    const days = terms.maxLifetimeDays === 1 ? '1 day' : `${terms.maxLifetimeDays} days`;
    const message = `A key may last ${days} at most: this one ends at the latest ${secondsText(latestEndOf(terms, key))}.`;
    return [{ code: UserErrorCode.EXPIRES_TOO_LATE, message, path: ['expiresAt'] }];
  },
  GRANTABLE_SCOPES: (terms, { scopes }) =>
    scopes.flatMap((name, index): Fault[] => {
      if (isGrantable(terms, name)) return [];
      const message = `The key policy lets no key hold ${name}: the query scopes shows which are grantable.`;
      return [{ code: UserErrorCode.POLICY, message, path: ['scopes', String(index)] }];
    }),
  ALL_SCOPES: () => {
    const message = 'The key policy lets no key hold every scope: name those that it needs.';
    return [{ code: UserErrorCode.POLICY, message, path: ['scopes'] }];
  },
  NOTE: () => {
    const message = 'The key policy asks for a note: say what the key is for.';
    return [{ code: UserErrorCode.POLICY, message, path: ['note'] }];
  },
  UNUSED: (terms, key) => {
    const since = secondsText(Math.max(lifeStartOf(key), key.lastUsedAt ?? 0));
    const message = `The key policy allows ${terms.disableUnusedAfterDays} days without use; nobody has used the key since ${since}.`;
    return [{ code: UserErrorCode.POLICY, message, path: [] }];
  },
};

/** An instant to the second, the beginning of it: it may be sent as it is read. */
function secondsText(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}
