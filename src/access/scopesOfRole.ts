import type { RoleName, ScopeCatalogue, ScopeName } from './ScopeName';

/** The scopes that a role stands for. An administrator holds every scope of the catalogue. */
export function scopesOfRole(role: RoleName, catalogue: ScopeCatalogue): Set<ScopeName> {
  const held = catalogue.filter(({ roles }) => role === 'ADMIN' || roles?.includes(role));
  return new Set(held.map(({ name }) => name));
}
