const COUNT = new Intl.NumberFormat();

/** A number as the reader's locale writes it; a dash for what is not known. */
export function formatCount(count: number | null): string {
  return count === null ? '–' : COUNT.format(count);
}
