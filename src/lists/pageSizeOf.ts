/** Units: rows of a page when none are asked for. */
export const DEFAULT_PAGE_SIZE = 25;
/** Units: rows of a page at most. */
export const MAX_PAGE_SIZE = 100;

/** Units: rows that connection arguments ask for at most. */
export function pageSizeOf({ first, last }: { first?: number | null; last?: number | null }): number {
  return first ?? last ?? DEFAULT_PAGE_SIZE;
}
