import { inCatalogueOrder } from '../access/inCatalogueOrder';
import type { ScopeCatalogue } from '../access/ScopeName';
import type { KeyPolicyInput } from './inputs';
import { defaultPolicyOf, type KeyPolicy } from './KeyPolicy';

/** A policy, changed as asked: what is left out stays, and null sets it back. Lists are kept in their order, each value once. */
export function policyWith(policy: KeyPolicy, input: KeyPolicyInput, catalogue: ScopeCatalogue): KeyPolicy {
  const { grantableScopes, allowsAllScopes, requiresNote, noticeDays } = input;
  const asked: Partial<{ [Column in keyof KeyPolicy]: KeyPolicy[Column] | null | undefined }> = {
    maxLifetimeDays: input.maxLifetimeDays,
    defaultLifetimeDays: input.defaultLifetimeDays,
    grantableScopesText: grantableScopes && inCatalogueOrder(catalogue, grantableScopes).join(' '),
    allowsAllScopesNumber: allowsAllScopes == null ? allowsAllScopes : Number(allowsAllScopes),
    maxKeysPerOwner: input.maxKeysPerOwner,
    requiresNoteNumber: requiresNote == null ? requiresNote : Number(requiresNote),
    disableUnusedAfterDays: input.disableUnusedAfterDays,
    noticeDaysText: noticeDays && [...new Set(noticeDays)].sort((one, other) => other - one).join(','),
    onSecretReuse: input.onSecretReuse,
    enforcedFrom: input.enforcedFrom,
  };
  const unset: Readonly<Record<string, unknown>> = { ...defaultPolicyOf(policy.organizationId) };
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  return { ...policy, ...Object.fromEntries(given.map(([column, value]) => [column, value ?? unset[column]])) };
}
