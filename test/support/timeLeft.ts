/** Units: milliseconds that something stops before its test does, so that the failure says what it was. */
const MARGIN_MS = 2_000;
/** The longest that a timer waits. Units: milliseconds. */
const MAX_MS = 2 ** 31 - 1;

let endsAt = Number.POSITIVE_INFINITY;

/** Notes that a test, or a hook, begins, and for how long it may take. Units: milliseconds. */
export function beginStep(limitMs: number): void {
  endsAt = performance.now() + limitMs;
}

/**
 * How long the test that runs has left, less a little for its failure to be told. What is slow and no more than that is given
 * all of it. Units: milliseconds.
 */
export function timeLeft(): number {
  return Math.min(Math.max(endsAt - performance.now() - MARGIN_MS, 0), MAX_MS);
}
