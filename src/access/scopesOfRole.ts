import type { ScopeCatalogue, ScopeName } from './ScopeName';

/** A role of a member; it stands for a set of scopes. */
export type RoleName = 'ADMIN' | 'USER';

const USER_GROUPS = new Set(['Collections', 'Files', 'Results', 'Exports', 'Destinations']);

/** The scopes that a role stands for. */
export function scopesOfRole(role: RoleName, catalogue: ScopeCatalogue, readProcesses: ScopeName): Set<ScopeName> {
  const held = catalogue.filter(
    ({ name, group }) => role === 'ADMIN' || USER_GROUPS.has(group) || name === readProcesses,
  );
  return new Set(held.map(({ name }) => name));
}
