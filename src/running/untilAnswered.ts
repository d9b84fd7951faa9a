import { setTimeout as delay } from 'node:timers/promises';
import { maySucceedLater } from '../database/openingError';

/** Units: milliseconds before each further try. A PostgreSQL that ends its sessions or is replaced answers again by then. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];

/**
 * Does something with the database before anybody listens, and again where it was out of reach.
 * Errors: those of the last try, and at once those that another try does not help.
 */
export async function untilAnswered<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (!maySucceedLater(error)) throw error;
    }
    await delay(pauseMs);
  }
  return work();
}
