import { DAY_MS } from '../clock';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Units: milliseconds between one try and the next. Behind the last there is none. */
const PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  24 * HOUR_MS,
];
/** What a pause is longer or shorter by at most, so that not everything is tried at the same instant. */
const JITTER = 0.2;
/** Units: milliseconds that a receiver may ask to be left alone for. */
const MAX_RETRY_AFTER_MS = DAY_MS;

/**
 * When an event is sent again. Units: epoch milliseconds; null where it is given up.
 * @param tries how often it was sent in vain, at least once
 * @param retryAfterMs what the receiver asked for
 * @param random from 0 to 1
 */
export function nextAttemptAt(now: number, tries: number, retryAfterMs: number | null, random: number): number | null {
  const pauseMs = PAUSES_MS[tries - 1];
  if (pauseMs === undefined) return null;
  const ownMs = pauseMs * (1 - JITTER + 2 * JITTER * random);
  return now + Math.round(Math.max(ownMs, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS)));
}
