import { UserErrorCode } from '../errors';
import type { Caller } from './Caller';
import { elsewhere, type Fault } from './Fault';
import { ownerKindOf } from './ownerKindOf';
import type { PolicyTerms } from './PolicyTerms';
import { isGrantable, policyLaw } from './policyLaw';
import type { ApiKeyOwnerKind, RoleName, ScopeCatalogue, ScopeName } from './ScopeName';
import { SCOPE } from './SHIPPED_SCOPES';
import { scopesOfRole } from './scopesOfRole';

const OUTLASTS_CALLER = "A key cannot outlast the caller's own: viewer { expiresAt } says when that ends.";

/** What somebody would like a key, or a token, to be able to do. Units: `expiresAt` in epoch milliseconds. */
export interface Grant {
  readonly scopes: readonly ScopeName[];
  readonly processId: string | null;
  readonly expiresAt: number;
  /** What people should know of the key. */
  readonly note?: string | null;
  /** Whether all scopes are asked for, without naming them. */
  readonly isForAll?: boolean;
}

/** Whose a key is. */
export interface KeyOwner {
  readonly organizationId: string;
  readonly processId: string | null;
}

/**
 * The subset law: no caller can make anything that is more than itself, or more than the key policy of its organization
 * allows. The scopes are a subset of its own, the process is its own if it has one, and the expiry date is no later than its
 * own. Each excess is a fault, and nothing is trimmed. An empty answer means that the grant is lawful.
 * Units: `now` in epoch milliseconds.
 * Source: decisions 022 and 092.
 */
export function subsetLaw(
  caller: Caller,
  grant: Grant,
  catalogue: ScopeCatalogue,
  terms: PolicyTerms,
  now: number,
): Fault[] {
  const excess = callerLaw(caller, grant, catalogue, now);
  const made = { ...grant, note: grant.note ?? null, createdAt: now, newestSecretAt: null, lastUsedAt: null };
  return [...excess, ...elsewhere(excess, policyLaw(terms, made, catalogue, now))];
}

/** The part of the law that compares with the caller. What is changed is judged by the policy as a whole, apart from it. */
export function callerLaw(caller: Caller, grant: Grant, catalogue: ScopeCatalogue, now: number): Fault[] {
  return [...ownerFaults(caller, grant), ...scopeFaults(caller, grant, catalogue), ...expiryFaults(caller, grant, now)];
}

/**
 * The part of the law that holds for a token made from a caller. Such a grant has no owner to choose, and its expiry date
 * is calculated, not asked for.
 */
export function exchangeLaw(caller: Caller, scopes: readonly ScopeName[], catalogue: ScopeCatalogue): Fault[] {
  return scopeFaults(caller, { scopes, processId: caller.processId }, catalogue);
}

/**
 * The part of the law that holds where a key gets power back, by another secret or a return: its scopes and its end lie
 * within the caller's own. Ending a key is never refused for that.
 * Shape: faults of the scopes at `["id"]`, of the end at `endPath`. Units: `expiresAt` in epoch milliseconds.
 * Errors: `SCOPE_NOT_GRANTABLE`, `EXPIRES_TOO_LATE`.
 * Source: decision 085.
 */
export function returnLaw(
  caller: Pick<Caller, 'scopes' | 'expiresAt'>,
  { scopes, expiresAt }: Pick<Grant, 'scopes' | 'expiresAt'>,
  endPath: Fault['path'] = ['id'],
): Fault[] {
  const lacking = scopes.filter((name) => !caller.scopes.has(name));
  const excess: Fault[] = [];
  if (lacking.length > 0) {
    const message = `The caller cannot give this key power back: it does not hold ${lacking.join(', ')}.`;
    excess.push({ code: UserErrorCode.SCOPE_NOT_GRANTABLE, message, path: ['id'] });
  }
  if (caller.expiresAt !== null && expiresAt > caller.expiresAt) {
    excess.push({ code: UserErrorCode.EXPIRES_TOO_LATE, message: OUTLASTS_CALLER, path: endPath });
  }
  return excess;
}

/**
 * The part of the law that holds for another secret: its key gets power back, until an end that may be a new one.
 * Shape: faults of the scopes at `["id"]`, of the end at `["expiresAt"]`. Units: epoch milliseconds.
 * Errors: as of `returnLaw`, and `EXPIRES_IN_PAST`. Source: decision 085.
 */
export function rotationLaw(
  caller: Pick<Caller, 'scopes' | 'expiresAt'>,
  grant: Pick<Grant, 'scopes' | 'expiresAt'>,
  now: number,
): Fault[] {
  const lacking = returnLaw(caller, grant).filter(({ code }) => code === UserErrorCode.SCOPE_NOT_GRANTABLE);
  return [...lacking, ...expiryFaults(caller, grant, now)];
}

/**
 * The part of the law that holds for people: no caller grants a role that may do more than the caller. Expiry dates are
 * not compared: a membership is no credential of the caller. Source: decision 039.
 */
export function roleLaw(caller: Caller, role: RoleName, catalogue: ScopeCatalogue): Fault[] {
  const lacking = [...scopesOfRole(role, catalogue)].filter((name) => !caller.scopes.has(name));
  if (lacking.length === 0 && caller.processId === null) return [];
  const message = `The caller cannot grant the role ${role}: it does not hold ${lacking.join(', ')}.`;
  return [{ code: UserErrorCode.SCOPE_NOT_GRANTABLE, message, path: ['role'] }];
}

/** Whether this caller may make and end keys of that kind at all. */
export function canManageKeysOf(caller: Caller, kind: ApiKeyOwnerKind): boolean {
  if (kind === 'ORGANIZATION') return caller.processId === null && caller.scopes.has(SCOPE.keysManage);
  return caller.scopes.has(SCOPE.keysManage) || caller.scopes.has(SCOPE.processKeysManage);
}

/** Whether this caller may manage a key of that owner. */
export function mayManageKey(caller: Caller, { organizationId, processId }: KeyOwner): boolean {
  if (organizationId !== caller.organizationId) return false;
  if (caller.processId !== null && caller.processId !== processId) return false;
  return canManageKeysOf(caller, ownerKindOf({ processId }));
}

/** Every scope that this caller may put on a key of that kind: what "all" means, written out. */
export function grantableScopes(
  caller: Caller,
  kind: ApiKeyOwnerKind,
  catalogue: ScopeCatalogue,
  terms: Pick<PolicyTerms, 'grantableScopes'>,
): ScopeName[] {
  if (!canManageKeysOf(caller, kind)) return [];
  return catalogue
    .filter(
      ({ name, grantableTo }) => grantableTo.includes(kind) && caller.scopes.has(name) && isGrantable(terms, name),
    )
    .map(({ name }) => name);
}

function ownerFaults(caller: Caller, grant: Grant): Fault[] {
  if (caller.processId !== null && grant.processId !== null && grant.processId !== caller.processId) {
    return [{ code: UserErrorCode.NOT_FOUND, message: 'There is no such process.', path: ['processId'] }];
  }
  if (canManageKeysOf(caller, ownerKindOf(grant))) return [];
  const message = 'The caller may manage keys of processes only: name a process.';
  return [{ code: UserErrorCode.SCOPE_NOT_GRANTABLE, message, path: [] }];
}

function scopeFaults(caller: Caller, grant: Omit<Grant, 'expiresAt'>, catalogue: ScopeCatalogue): Fault[] {
  const kind = ownerKindOf(grant);
  return grant.scopes.flatMap((name, index): Fault[] => {
    const path = ['scopes', String(index)];
    const scope = catalogue.find((candidate) => candidate.name === name);
    if (!scope) {
      return [{ code: UserErrorCode.UNKNOWN_SCOPE, message: 'There is no scope of this name.', path }];
    }
    if (!scope.grantableTo.includes(kind)) {
      const message = `${name} cannot be put on a key of ${kind === 'PROCESS' ? 'a process' : 'an organization'}.`;
      return [{ code: UserErrorCode.SCOPE_NOT_GRANTABLE, message, path }];
    }
    if (caller.scopes.has(name)) return [];
    const message = `The caller does not hold ${name} and so cannot grant it.`;
    return [{ code: UserErrorCode.SCOPE_NOT_GRANTABLE, message, path }];
  });
}

function expiryFaults(caller: Pick<Caller, 'expiresAt'>, grant: Pick<Grant, 'expiresAt'>, now: number): Fault[] {
  const path = ['expiresAt'];
  if (!(grant.expiresAt > now)) {
    return [{ code: UserErrorCode.EXPIRES_IN_PAST, message: 'The expiry date must lie in the future.', path }];
  }
  if (caller.expiresAt !== null && grant.expiresAt > caller.expiresAt) {
    return [{ code: UserErrorCode.EXPIRES_TOO_LATE, message: OUTLASTS_CALLER, path }];
  }
  return [];
}
