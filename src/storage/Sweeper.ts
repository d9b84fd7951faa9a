import type { Complain } from '../log';
import type { Storage } from './storage';

/** Units: milliseconds between two sweeps. */
const SWEEP_MS = 60_000;

/**
 * Deletes rows that are over, now and then: in a write of its own, since it touches what other writes write. Nothing
 * fails with it: they are deleted the next time.
 */
export class Sweeper {
  private lastSweepAt = Number.NEGATIVE_INFINITY;

  /** @param statement deletes the rows that are over at `$1` */
  constructor(
    private readonly storage: Storage,
    private readonly statement: string,
    private readonly complain: Complain,
  ) {}

  /** Sweeps, unless that was done a moment ago. Units: epoch milliseconds. @param end up to when rows must have ended */
  async sweep(now: number, end: number): Promise<void> {
    if (now - this.lastSweepAt < SWEEP_MS) return;
    this.lastSweepAt = now;
    try {
      await this.storage.write(({ sql }) => sql(this.statement, [end]));
    } catch (error) {
      this.complain('rows that are over could not be deleted', { err: error });
    }
  }
}
