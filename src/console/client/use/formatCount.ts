const COUNT = new Intl.NumberFormat();

/** A number as the reader's locale writes it; what was not counted is said to be so. */
export function formatCount(count: number | null): string {
  return count === null ? 'Not counted' : COUNT.format(count);
}
