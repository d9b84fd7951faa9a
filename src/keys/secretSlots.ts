import type { ApiKey } from './ApiKey';
import type { SecretEnd } from './KeySecret';
import type { PassDigest } from './Peppers';
import { currentSecret, otherSecret, type SecretColumns } from './workingSecrets';

/** The columns of a key that a rotation changes. */
export type SecretSlots = SecretColumns & Pick<ApiKey, 'newestSecretAt'>;

/** A secret that ended. Units: `endedAt` in epoch milliseconds. */
export interface EndedSecret {
  readonly number: number;
  readonly endedAt: number;
  readonly endedAs: SecretEnd;
}

/** What one step of a rotation makes of a key. Shape: `ended` are the secrets that the step ends. */
export interface Step {
  readonly slots: SecretSlots;
  readonly ended: readonly EndedSecret[];
}

/** A secret that was just made. */
export interface NewSecret {
  readonly number: number;
  readonly digest: PassDigest;
  readonly madeAt: number;
}

/** What a key was before the rotation that made its pending secret. Units: epoch milliseconds. */
export interface FormerLife {
  readonly expiresAt: number;
  /** When the secret was made that is current; null of the first. */
  readonly newestSecretAt: number | null;
}

const EMPTY = { otherDigest: null, otherPepperVersion: null, otherNumber: null, otherState: null, otherUntil: null };

/** Empties the second slot of a retiring secret that has passed its end. */
export function settled(slots: SecretSlots, now: number): Step {
  const other = otherSecret(slots);
  if (other?.state !== 'RETIRING' || other.endsAt > now) return { slots, ended: [] };
  return {
    slots: { ...slots, ...EMPTY },
    ended: [{ number: other.number, endedAt: other.endsAt, endedAs: 'RETIRED' }],
  };
}

/** Ends the retiring secret before its time. */
export function retired(slots: SecretSlots, now: number): Step {
  const other = otherSecret(slots);
  if (other?.state !== 'RETIRING') return { slots, ended: [] };
  const endedAt = Math.min(other.endsAt, now);
  return { slots: { ...slots, ...EMPTY }, ended: [{ number: other.number, endedAt, endedAs: 'RETIRED' }] };
}

/**
 * Makes the pending secret the current one. The earlier one works until the end of the grace, and never longer than without
 * the rotation.
 */
export function completed(slots: SecretSlots, graceMs: number, usedAt: number): Step {
  if (slots.otherState !== 'PENDING') return { slots, ended: [] };
  const until = Math.min(usedAt + graceMs, currentSecret(slots).endsAt);
  return settled(replaced(slots, otherAsNew(slots), until), usedAt);
}

/** Ends the pending secret unused. The key is what it was before the rotation that made the secret. */
export function cancelled(slots: SecretSlots, former: FormerLife, now: number): Step {
  if (slots.otherState !== 'PENDING' || slots.otherNumber === null) return { slots, ended: [] };
  const { expiresAt, newestSecretAt } = former;
  return {
    slots: { ...slots, ...EMPTY, secretUntil: null, expiresAt, newestSecretAt },
    ended: [{ number: slots.otherNumber, endedAt: now, endedAs: 'CANCELLED' }],
  };
}

/**
 * Puts a new secret beside the current one, pending. The current one works no longer than the key would have without.
 * @param expiresAt the new end of the key
 */
export function begun(slots: SecretSlots, { number, digest, madeAt }: NewSecret, expiresAt: number): Step {
  const secretUntil = expiresAt > slots.expiresAt ? slots.expiresAt : null;
  return {
    slots: {
      ...slots,
      secretUntil,
      expiresAt,
      newestSecretAt: madeAt,
      otherDigest: digest.digest,
      otherPepperVersion: digest.version,
      otherNumber: number,
      otherState: 'PENDING',
      otherUntil: null,
    },
    ended: [],
  };
}

function otherAsNew({ otherDigest, otherPepperVersion, otherNumber }: SecretSlots) {
  return { passDigest: otherDigest ?? '', pepperVersion: otherPepperVersion ?? '', secretNumber: otherNumber ?? 0 };
}

function replaced(slots: SecretSlots, current: ReturnType<typeof otherAsNew>, until: number): SecretSlots {
  return {
    ...slots,
    ...current,
    secretUntil: null,
    otherDigest: slots.passDigest,
    otherPepperVersion: slots.pepperVersion,
    otherNumber: slots.secretNumber,
    otherState: 'RETIRING',
    otherUntil: until,
  };
}
