import type { Exchange } from './exchange';

/** How hard and how long a server is asked. Units: connections; seconds. */
export interface LoadJob {
  readonly serverName: string;
  readonly exchange: Exchange;
  readonly connectionCount: number;
  readonly seconds: number;
}

/** What came of it. */
export interface LoadResult {
  readonly requestCount: number;
  /** Units: seconds that it took, measured. */
  readonly seconds: number;
  /** Units: seconds of CPU time that the load generator itself used. */
  readonly cpuSeconds: number;
  /** What was wrong with the answers, or null: then each was a 200 with the expected body. */
  readonly fault: string | null;
}
