import type { Storage } from './storage';

/** Units: milliseconds between two sweeps. */
const SWEEP_MS = 60_000;

/** Deletes rows that are over, now and then: in a write of its own, since it touches what other writes write. */
export class Sweeper {
  private lastSweepAt = Number.NEGATIVE_INFINITY;

  /** @param statement deletes the rows that are over at `$1` */
  constructor(
    private readonly storage: Storage,
    private readonly statement: string,
  ) {}

  /** Sweeps, unless that was done a moment ago. Units: epoch milliseconds. @param end up to when rows must have ended */
  async sweep(now: number, end: number): Promise<void> {
    if (now - this.lastSweepAt < SWEEP_MS) return;
    this.lastSweepAt = now;
    await this.storage.write(({ sql }) => sql(this.statement, [end]));
  }
}
