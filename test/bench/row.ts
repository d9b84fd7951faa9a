import type { Databases } from './Databases';
import type { LoadGenerator } from './LoadGenerator';
import type { Sandbox } from './Sandbox';
import type { Spread } from './spread';

/** What a row's measurements run on. `profileFolder` null: without CPU profiles. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly profileFolder: string | null;
  readonly load: LoadGenerator;
  readonly databases: Databases;
  /** Another build of our program, with which ours is compared instead; null for none. */
  readonly otherProgram: string | null;
}

/** What a ratio must reach; null where the row only informs. */
export type Target = { readonly atLeast: number } | { readonly atMost: number } | null;

/** What the figures of a row count. */
export type Unit = 'per second' | 'ms' | 'MB';

/** What a row says of itself. */
export interface RowTitle {
  /** Shape: what `--row` takes, and the start of the names of its CPU profiles, e.g. `first-query`. */
  readonly name: string;
  readonly what: string;
  /** What ours is compared with. */
  readonly reference: string;
  readonly unit: Unit;
  readonly target: Target;
}

/** What one contender took; null where it does not apply. */
export interface Figures {
  /** Units: those of the row. */
  readonly value: Spread;
  readonly cpuMicroseconds: Spread | null;
  readonly statementsPerRequest: number | null;
  readonly peakMemoryBytes: number | null;
}

/** What came of a row. */
export interface RowResult {
  readonly title: RowTitle;
  readonly ours: Figures;
  readonly reference: Figures;
  /** Of two measurements that followed one another. */
  readonly ratio: Spread;
  /** Null where there is no target. */
  readonly isReached: boolean | null;
  /** The largest share of a core that the load generator used; null where it does not apply. */
  readonly maxLoadShare: number | null;
  readonly minServerShare: number | null;
  /** What the row found beside its ratio, for `--json` alone. */
  readonly details?: unknown;
}

/** One row of the table. */
export interface Row extends RowTitle {
  /** Whether it also compares with another build of our program. */
  readonly isForOtherBuilds?: true;
  measure(stage: Stage): Promise<RowResult>;
}

/** Whether a ratio is what it should be; null where nothing is asked of it. */
export function isReached(target: Target, { median }: Spread): boolean | null {
  if (target === null) return null;
  return 'atLeast' in target ? median >= target.atLeast : median <= target.atMost;
}
