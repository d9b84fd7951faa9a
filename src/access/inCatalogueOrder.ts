import type { ScopeCatalogue, ScopeName } from './ScopeName';

/** Scopes in the order of the catalogue, each once. What is not in the catalogue is left out. */
export function inCatalogueOrder(catalogue: ScopeCatalogue, scopes: readonly ScopeName[]): ScopeName[] {
  return catalogue.map(({ name }) => name).filter((name) => scopes.includes(name));
}
