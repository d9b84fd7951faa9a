const MINUTE_MS = 60_000;
/** Units: milliseconds between one try and the next. The last counts for all that follow. */
const PAUSES_MS = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE_MS);
/** What a pause is longer or shorter by at most, so that not everything is tried at the same instant. */
const JITTER = 0.1;

/**
 * When something is tried again. Units: epoch milliseconds.
 * @param tries how often it was tried in vain, at least once
 * @param random from 0 to 1
 */
export function nextTryAt(now: number, tries: number, random: number): number {
  const pauseMs = PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1] ?? MINUTE_MS;
  return now + Math.round(pauseMs * (1 - JITTER + 2 * JITTER * random));
}
