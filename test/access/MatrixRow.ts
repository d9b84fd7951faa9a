/**
 * Who may read and do what, written out by hand from the design, and not from the policy table that it checks.
 * Shape: `needs` is "or" of "and"; `[[]]` any caller; `open` nobody in particular.
 */
export interface MatrixRow {
  readonly field: string;
  /** The operation, in which the field is asked for and `__typename` stands for what is below it. */
  readonly operation: string;
  /** Scopes that the way to the field needs, beside the field's own. */
  readonly via?: readonly string[];
  /** The field on the way that is refused first: whoever may not see the one, does not come to the other. */
  readonly isBehind?: string;
  /** Whether it is for people who signed in: a key is refused, whatever its scopes. */
  readonly isForPeople?: true;
  readonly needs: readonly (readonly string[])[] | 'open';
}

/** What a field needs that any caller may see. */
export const ANY = [[]] as const;
