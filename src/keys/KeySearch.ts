import type { Condition } from '../storage/select';

/** What keys are searched for. */
export interface KeySearch {
  readonly organizationId: string;
  /** A part of the name or of the public half, folded. */
  readonly text: string | null;
  readonly scope: string | null;
  /** The same as conditions of a row. */
  readonly conditions: readonly Condition[];
}
