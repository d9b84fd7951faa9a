import { setTimeout as delay } from 'node:timers/promises';
import type { Isolation, Transaction } from '../storage/Storage';

/** What a write does inside its transaction. */
export type Work<T> = (transaction: Transaction) => Promise<T>;

/** Connections to the database, and what waits for one. Units: counts. */
export interface ConnectionCounts {
  readonly busy: number;
  readonly idle: number;
  readonly waiting: number;
}

/** Runs writes, each as if it were alone, or as far as it needs to be. Source: decision 013. */
export interface Writer {
  write<T>(work: Work<T>, isolation?: Isolation): Promise<T>;
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
  /** What of its connections is in use now. What waits is writes. */
  connections(): ConnectionCounts;
}

/** How long a write waits for its turn, and keeps trying while others are in its way. Units: milliseconds. */
export const WRITE_PATIENCE_MS = 8_000;

/** Units: milliseconds before the second try, and between two tries at most. */
const FIRST_PAUSE_MS = 2;
const MAX_PAUSE_MS = 100;

/** Waits before a retry of a write: longer each time, and not in step with other writers. */
export function pauseAfter(tries: number): Promise<void> {
  return delay(Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS) * (0.5 + Math.random() / 2));
}
