import type { KnownOperation } from './knownOperations';
import type { UseSum } from './readUse';
import type { UsageGap } from './UsageGap';
import type { UsageWindow } from './UsageWindow';
import type { UseOwner } from './UseOwners';

/** An operation and what was counted of it. */
export interface CountedOperation extends UseSum {
  readonly operation: KnownOperation;
}

/** What was used in a time, and what is known of the time. Units: epoch milliseconds. */
export interface UseReport {
  readonly owner: UseOwner;
  readonly id: string;
  readonly window: UsageWindow;
  readonly recordedSince: number;
  readonly gaps: readonly UsageGap[];
  /** Those asked most first. */
  readonly operations: readonly CountedOperation[];
}
