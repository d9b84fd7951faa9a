import { coverOf } from '../access/coverOf';
import type { Need } from '../access/Need';
import { policy } from '../access/policy';
import type { ScopeName } from '../access/ScopeName';
import { SCOPE } from '../access/SHIPPED_SCOPES';
import type { KnownOperation } from './knownOperations';
import type { Grant } from './readGrants';
import { ScopeEvidence } from './ScopeUse';
import type { UsageKind } from './UsageOperation';

/** An operation and how often it was asked. Units: `lastUsedAt` in epoch milliseconds. */
export interface UsedOperation {
  readonly operation: KnownOperation;
  readonly requests: number;
  readonly lastUsedAt: number;
}

/**
 * What may have needed any scope where its needs are not known: operations that were not told apart, and what stands behind a
 * proxy, which is no part of the graph and may ask for a scope of this server's, too.
 */
const MAY_NEED_ANY: ReadonlySet<UsageKind> = new Set(['OTHER', 'VERIFY']);

/** What use says of a scope, by its name. */
export interface ScopeFinding {
  readonly name: ScopeName;
  readonly evidence: ScopeEvidence;
  readonly requests: number;
  readonly lastUsedAt: number | null;
}

/** The scopes that fields of this server ask for. What other scopes are good for, other services know. */
const OWN_SCOPES: ReadonlySet<ScopeName> = new Set(
  Object.values(policy).flatMap((fields) => Object.values(fields).flatMap(({ anyOf }) => anyOf.flat())),
);

/** The scopes with which a key can hand scopes on. */
const GRANTING_SCOPES: ReadonlySet<ScopeName> = new Set([
  SCOPE.keysManage,
  SCOPE.processKeysManage,
  SCOPE.rotateSelf,
  SCOPE.usersInvite,
  SCOPE.usersManage,
]);

/**
 * What the use of a key says of each of its scopes. The used ones are a cover of all that was needed.
 * Shape: in the order of the scopes. Source: decision 117.
 * @param grants what the law needed, beside the fields
 * @param isWhole whether all use of the time was counted: of what was lost nobody knows what it needed
 */
export function scopeUses(
  scopes: readonly ScopeName[],
  used: readonly UsedOperation[],
  grants: readonly Grant[],
  isWhole: boolean,
): ScopeFinding[] {
  const granted = grants.flatMap(({ need, at }) => (need ? [{ need, at }] : []));
  const needs = [...used.flatMap(({ operation }) => operation.needs ?? []), ...granted.map(({ need }) => need)];
  const cover = new Set(coverOf(needs, new Set(scopes)));
  const unclear = used.filter(({ operation }) => operation.needs === null);
  const mayHaveGranted = granted.length < grants.length && scopes.some((name) => GRANTING_SCOPES.has(name));
  const isAllUnclear = !isWhole || mayHaveGranted || unclear.some(({ operation }) => MAY_NEED_ANY.has(operation.kind));
  return scopes.map((name) => {
    if (cover.has(name)) {
      const serving = used.filter(({ operation }) => operation.needs?.some((need) => isServedBy(need, name, cover)));
      const granting = granted.filter(({ need }) => isServedBy(need, name, cover));
      const instants = [...serving.map(({ lastUsedAt }) => lastUsedAt), ...granting.map(({ at }) => at)];
      // A request whose fields ask for the scope may hand it on, too: it is one.
      const requests = serving.reduce((sum, each) => sum + each.requests, 0) || granting.length;
      return { name, evidence: ScopeEvidence.USED, requests, lastUsedAt: lastOf(instants) };
    }
    const isUnclear = isAllUnclear || (unclear.length > 0 && !OWN_SCOPES.has(name));
    const evidence = isUnclear ? ScopeEvidence.UNKNOWN : ScopeEvidence.UNUSED;
    return { name, evidence, requests: 0, lastUsedAt: null };
  });
}

/** Whether a scope does something for a need, among those that are kept. */
function isServedBy({ anyOf }: Need, name: ScopeName, cover: ReadonlySet<ScopeName>): boolean {
  return anyOf.some((scopes) => scopes.includes(name) && scopes.every((each) => cover.has(each)));
}

function lastOf(instants: readonly number[]): number | null {
  return instants.reduce<number | null>((last, at) => Math.max(last ?? 0, at), null);
}
