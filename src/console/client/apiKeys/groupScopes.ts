/** The scopes under the headings that the server gives them, in its order. */
export function groupScopes<Scope extends { readonly group: string }>(
  scopes: readonly Scope[],
): [group: string, scopes: Scope[]][] {
  const groups = new Map<string, Scope[]>();
  for (const scope of scopes) groups.set(scope.group, [...(groups.get(scope.group) ?? []), scope]);
  return [...groups];
}
