/** The size of a page where none is asked for. Units: rows. */
export const DEFAULT_PAGE_SIZE = 25;
/** The largest page. Units: rows. */
export const MAX_PAGE_SIZE = 100;

/** The size of the page that connection arguments ask for. Units: rows. */
export function pageSizeOf({ first, last }: { first?: number | null; last?: number | null }): number {
  return first ?? last ?? DEFAULT_PAGE_SIZE;
}
