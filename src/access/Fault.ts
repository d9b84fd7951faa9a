import type { UserErrorCode } from '../errors';

/** One fault of what somebody asks for. Shape: `path` leads into the input, e.g. `["scopes", "1"]`. */
export interface Fault {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly path: readonly string[];
}

/** Of some faults those at places that no other fault has refused: one reason for each place is enough. */
export function elsewhere(refused: readonly Fault[], faults: readonly Fault[]): Fault[] {
  const paths = new Set(refused.map(({ path }) => path.join('.')));
  return faults.filter(({ path }) => !paths.has(path.join('.')));
}
