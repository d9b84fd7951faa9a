/**
 * An instant by the real clock, which programs and clients have. A test that speaks with one sets its server by
 * `Date.now()`, and takes its instants from here: a day that it names would be over one day.
 * Shape: as GraphQL and the command line take it. Units: milliseconds from now on.
 */
export function fromNow(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
