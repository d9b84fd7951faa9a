/** The largest number that GraphQL's `Int` holds. Source: GraphQL specification, 3.5.1. */
const MAX_INT = 2 ** 31 - 1;

/** A count as GraphQL can answer it: what is too large is answered as the largest number that there is. */
export function wholeNumber(count: number): number {
  return Math.min(count, MAX_INT);
}
