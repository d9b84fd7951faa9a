/** What one measurement of a contender gave; null where it does not apply. */
export interface Measurement {
  /** Units: those of the row. */
  readonly value: number;
  /** Units: microseconds of CPU time for each request or operation. */
  readonly cpuMicroseconds: number | null;
  readonly statementsPerRequest: number | null;
  /** The share of its core that the load generator used. */
  readonly loadShare: number | null;
  /** The share of its core that the server used: where it is not all of it, something else was in its way. */
  readonly serverShare: number | null;
}

/** One of the two that a row compares. */
export interface Contender {
  readonly name: string;
  /** Proves that it answers right, and makes it warm. Errors: a `BenchError` where an answer is wrong. */
  warmUp(): Promise<void>;
  /** Errors: a `BenchError` where an answer is wrong. */
  measure(): Promise<Measurement>;
  /** Units: bytes, the most that it held so far. */
  peakMemoryBytes(): number;
  stop(): Promise<void>;
}
