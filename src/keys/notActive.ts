import { UserErrorCode } from '../errors';
import { UserError } from '../events/UserError';

/** That the state of a key, or of its rotation, does not allow what is asked for. */
export function notActive(message: string): UserError {
  return new UserError(UserErrorCode.NOT_ACTIVE, message, ['id']);
}
