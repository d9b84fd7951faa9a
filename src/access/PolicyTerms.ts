import type { ScopeName } from './ScopeName';

/** The longest life of a key, whatever a policy says. Units: days. */
export const MAX_API_KEY_DAYS = 366;

/** How long clients propose that a key lasts, where no policy says. Units: days. */
export const DEFAULT_API_KEY_DAYS = 90;

/** What the key policy of an organization asks of its keys. Units: days; `enforcedFrom` in epoch milliseconds. */
export interface PolicyTerms {
  /** From when the newest secret was made until the key ends. */
  readonly maxLifetimeDays: number;
  /** Null: every scope of the catalogue. */
  readonly grantableScopes: readonly ScopeName[] | null;
  readonly allowsAllScopes: boolean;
  /** Of the organization and of each of its processes. Null: as many as the server allows. */
  readonly maxKeysPerOwner: number | null;
  readonly requiresNote: boolean;
  readonly disableUnusedAfterDays: number | null;
  /** From when on keys that do not comply are blocked. Null: they are left alone. */
  readonly enforcedFrom: number | null;
}

/** The terms of an organization that has set none. */
export const DEFAULT_TERMS: PolicyTerms = {
  maxLifetimeDays: MAX_API_KEY_DAYS,
  grantableScopes: null,
  allowsAllScopes: true,
  maxKeysPerOwner: null,
  requiresNote: false,
  disableUnusedAfterDays: null,
  enforcedFrom: null,
};
