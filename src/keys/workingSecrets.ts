import type { ApiKey } from './ApiKey';
import type { PassDigest, Peppers } from './Peppers';

/** What the row of a key says of the secrets that work: the current one and, during a rotation, the other. */
export type SecretColumns = Pick<
  ApiKey,
  | 'passDigest'
  | 'pepperVersion'
  | 'secretNumber'
  | 'secretUntil'
  | 'otherDigest'
  | 'otherPepperVersion'
  | 'otherNumber'
  | 'otherState'
  | 'otherUntil'
  | 'expiresAt'
>;

/** A secret that works, unless its end has passed. Units: `endsAt` in epoch milliseconds, never after the key's end. */
export interface WorkingSecret {
  readonly number: number;
  readonly state: 'CURRENT' | 'PENDING' | 'RETIRING';
  readonly endsAt: number;
}

/** The secret of a key that this text is; null where it is none. At most one digest more than for a key that is not there. */
export function matchingSecret(peppers: Peppers, row: SecretColumns | undefined, pass: string): WorkingSecret | null {
  const current = row ? { digest: row.passDigest, version: row.pepperVersion } : null;
  const match = peppers.matchOf(pass, current, row ? otherDigestOf(row) : null);
  if (row === undefined || match === null) return null;
  return match === 'FIRST' ? currentSecret(row) : otherSecret(row);
}

/** The secret of that number, if it works. */
export function secretOfNumber(row: SecretColumns, number: number): WorkingSecret | null {
  if (row.secretNumber === number) return currentSecret(row);
  return row.otherNumber === number ? otherSecret(row) : null;
}

/** The secret that is current. */
export function currentSecret({ secretNumber, secretUntil, expiresAt }: SecretColumns): WorkingSecret {
  return {
    number: secretNumber,
    state: 'CURRENT',
    endsAt: secretUntil === null ? expiresAt : Math.min(secretUntil, expiresAt),
  };
}

/** The pending or retiring one; null outside of a rotation. */
export function otherSecret({ otherNumber, otherState, otherUntil, expiresAt }: SecretColumns): WorkingSecret | null {
  if (otherNumber === null || otherState === null) return null;
  return {
    number: otherNumber,
    state: otherState,
    endsAt: otherUntil === null ? expiresAt : Math.min(otherUntil, expiresAt),
  };
}

function otherDigestOf({ otherDigest, otherPepperVersion }: SecretColumns): PassDigest | null {
  if (otherDigest === null || otherPepperVersion === null) return null;
  return { digest: otherDigest, version: otherPepperVersion };
}
