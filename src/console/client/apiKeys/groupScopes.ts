import type { ScopesQuery } from '../generated/graphql';

/** A scope as the server describes it. */
export type ScopeOnOffer = ScopesQuery['scopes'][number];

/** The scopes under the headings that the server gives them, in its order. */
export function groupScopes(scopes: readonly ScopeOnOffer[]): [group: string, scopes: ScopeOnOffer[]][] {
  const groups = new Map<string, ScopeOnOffer[]>();
  for (const scope of scopes) groups.set(scope.group, [...(groups.get(scope.group) ?? []), scope]);
  return [...groups];
}
