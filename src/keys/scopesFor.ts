import type { Caller } from '../access/Caller';
import type { PolicyTerms } from '../access/PolicyTerms';
import type { ScopeCatalogue } from '../access/ScopeName';
import { grantableScopes } from '../access/subsetLaw';
import { ApiKeyOwnerKind } from './inputs';
import type { Scope } from './Scope';

/** The scopes that a kind of key may hold, or all of them, each with whether this caller may grant it. */
export function scopesFor(
  caller: Caller,
  catalogue: ScopeCatalogue,
  terms: PolicyTerms,
  kind: ApiKeyOwnerKind | null,
): Scope[] {
  const kinds = kind === null ? [ApiKeyOwnerKind.ORGANIZATION, ApiKeyOwnerKind.PROCESS] : [kind];
  const grantable = new Set(kinds.flatMap((each) => grantableScopes(caller, each, catalogue, terms)));
  return catalogue
    .filter((scope) => kind === null || scope.grantableTo.includes(kind))
    .map((scope) => ({
      ...scope,
      grantableTo: scope.grantableTo.map((each) => ApiKeyOwnerKind[each]),
      grantable: grantable.has(scope.name),
    }));
}
