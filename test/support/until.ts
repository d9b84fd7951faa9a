import { setTimeout as delay } from 'node:timers/promises';

/** Units: milliseconds between two looks, and after which a condition is given up. */
const PAUSE_MS = 10;
const PATIENCE_MS = 20_000;

/** Waits until a condition holds. Errors: one with the sentence where it does not come to hold. */
export async function until(
  sentence: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const endsAt = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > endsAt) throw new Error(`in vain it was waited until ${sentence}`);
    await delay(PAUSE_MS);
  }
}
