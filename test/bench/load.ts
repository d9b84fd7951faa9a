import type { Exchange } from './exchange';

/** Connections that ask the same: each sends the exchanges in turn, beginning at a place of its own. */
export interface LoadGroup {
  readonly exchanges: readonly Exchange[];
  readonly connectionCount: number;
}

/** How hard and how long a server is asked. Units: seconds. */
export interface LoadJob {
  readonly serverName: string;
  readonly groups: readonly LoadGroup[];
  readonly seconds: number;
}

/** What came of a group. Units: milliseconds from a request to the end of its answer. */
export interface GroupResult {
  /** Answers before the time was up. */
  readonly requestCount: number;
  /** Those and the last of each connection, for which it waits. */
  readonly answerCount: number;
  readonly medianMilliseconds: number;
  readonly p99Milliseconds: number;
}

/** What came of a job. */
export interface LoadResult {
  readonly groups: readonly GroupResult[];
  /** Units: seconds that it took, measured. */
  readonly seconds: number;
  /** Units: seconds of CPU time that the load generator itself used. */
  readonly cpuSeconds: number;
  /** What was wrong with the answers, or null: then each was the expected one. */
  readonly fault: string | null;
}
