import { setTimeout as delay } from 'node:timers/promises';

/** Units: milliseconds after which a condition is given up, and between two looks. */
const PATIENCE_MS = 90_000;
const PAUSE_MS = 20;

/** Waits until something is the case. Errors: one that says what was waited for where that took longer than 90 s. */
export async function waitUntil(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await delay(PAUSE_MS);
  }
}
