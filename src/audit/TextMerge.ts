import { setTimeout as delay } from 'node:timers/promises';
import type { Storage } from '../storage/Storage';
import { mergeSqliteTexts } from './mergeSqliteTexts';

/** The first round may go on with a merge that began before an erasure, the second begins behind it. The third is to spare. */
const MAX_ROUNDS = 3;

/**
 * Merges the whole index of texts, so that its file holds nothing of what was taken out of it: SQLite only marks that, and its
 * pieces keep the trigrams with their places. PostgreSQL has no such index. Source: decision 106.
 */
export class TextMerge {
  private endedCount = 0;
  private isFirst = true;

  constructor(private readonly storage: Storage) {}

  /** Takes a step, a write of its own: others write in between. Shape: whether anything may be left to merge. */
  async step(): Promise<boolean> {
    if (this.storage.engine !== 'sqlite') return false;
    const { isFirst } = this;
    this.isFirst = !(await this.storage.write(({ sql }) => mergeSqliteTexts(sql, isFirst)));
    if (!this.isFirst) return true;
    this.endedCount += 1;
    return !isFirst && this.endedCount < MAX_ROUNDS;
  }

  /** Takes all steps; others have half of the time. @param stop ends it early */
  async run(stop?: AbortSignal): Promise<void> {
    for (let isLeft = true; isLeft && !stop?.aborted; ) {
      const begunAt = performance.now();
      isLeft = await this.step();
      if (isLeft) await delay(performance.now() - begunAt);
    }
  }
}
