import type { Caller } from '../access/Caller';
import { returnLaw, rotationLaw } from '../access/subsetLaw';
import { UserErrorCode } from '../errors';
import { toUserError, UserError } from '../events/UserError';
import { ApiKeyStatus } from '../keys/ApiKeyStatus';
import { notActive } from '../keys/notActive';
import type { Rotation } from '../keys/Rotation';
import { scopesColumn } from '../keys/scopesColumn';
import { currentSecret } from '../keys/workingSecrets';
import { instantText } from '../scalars/DateTime';
import { MAX_GRACE_SECONDS } from './inputs';

/** What is left to do about a key that does not work. */
const REMEDIES: Readonly<Record<Exclude<ApiKeyStatus, 'ACTIVE'>, string>> = {
  EXPIRED: 'It has expired: make a new key.',
  DISABLED: 'It is disabled: enable it first.',
  BLOCKED: 'The key policy blocks it: make it comply first.',
  DELETED: 'It is deleted: make a new key.',
};

/** Why nothing is done to the secrets of a key in this state; empty where it is one of `allowed`. Errors: `NOT_ACTIVE`. */
export function stateFaults(status: ApiKeyStatus, allowed: readonly ApiKeyStatus[]): UserError[] {
  if (status === ApiKeyStatus.ACTIVE || allowed.includes(status)) return [];
  return [notActive(`The secrets of this key stay as they are. ${REMEDIES[status]}`)];
}

/** Why a secret that retires may not do that. Errors: `NOT_ACTIVE`. */
export function callerFaults({ secret }: Pick<Caller, 'secret'>): UserError[] {
  if (secret?.state !== 'RETIRING') return [];
  return [notActive('The secret of the caller retires, and rotates nothing: call with the newer one.')];
}

/** Why a grace may not be that long. Errors: `INVALID`. */
export function graceFaults(graceSeconds: number): UserError[] {
  if (graceSeconds >= 0 && graceSeconds <= MAX_GRACE_SECONDS) return [];
  const message = `A grace lasts 0 to ${MAX_GRACE_SECONDS} seconds.`;
  return [new UserError(UserErrorCode.INVALID, message, ['graceSeconds'])];
}

/** Why there is no room for a third secret; empty where there is. Errors: `CONFLICT`, with the instant. */
export function retiringFaults({ other }: Rotation): UserError[] {
  if (other?.state !== 'RETIRING') return [];
  const message =
    `Secret ${other.number} of this key retires until ${instantText(other.endsAt)}: ` +
    'finish that rotation, wait for its end, or rotate with startsAt NOW and graceSeconds 0.';
  return [new UserError(UserErrorCode.CONFLICT, message, ['id'])];
}

/**
 * Why the caller may not give this key another secret, or not until then. A key that rotates itself reaches as far as its
 * current secret does. Errors: as of `rotationLaw`.
 */
export function lawFaults(caller: Caller, rotation: Rotation, expiresAt: number, now: number): UserError[] {
  const { apiKey, slots } = rotation;
  const isOwn = caller.apiKeyId === apiKey.id;
  const reach = isOwn ? { scopes: caller.scopes, expiresAt: currentSecret(slots).endsAt } : caller;
  return rotationLaw(reach, { scopes: scopesColumn.read(apiKey.scopesText), expiresAt }, now).map(toUserError);
}

/**
 * Why the caller may not give a key its former end back, where that is a later one. A key may do so for itself.
 * Errors: as of `returnLaw`.
 */
export function formerEndFaults(caller: Caller, rotation: Rotation): UserError[] {
  const { apiKey } = rotation;
  const { expiresAt } = rotation.former();
  if (caller.apiKeyId === apiKey.id || expiresAt <= apiKey.expiresAt) return [];
  return returnLaw(caller, { scopes: [], expiresAt }).map(toUserError);
}
