import { UserErrorCode } from '../errors';
import { type Refusal, refused } from '../events/Changes';
import { UserError } from '../events/UserError';
import type { ApiKey } from './ApiKey';

/**
 * Refuses a change that assumes another version of a key than there is, an earlier one or one of the future.
 * Shape: null where the change assumes none, or that of the key. Errors: `CONFLICT` at `["input","version"]`.
 * @param present what the refusal carries: the key as it is
 */
export function assumeVersion<T>(
  apiKey: Pick<ApiKey, 'id' | 'name' | 'version'>,
  version: number | null | undefined,
  present: T,
): Refusal<T> | null {
  if (version == null || version === apiKey.version) return null;
  const message = `The key is at version ${apiKey.version}, not ${version}: look at it as it is, and decide again.`;
  return { ...refused(apiKey, new UserError(UserErrorCode.CONFLICT, message, ['version'])), present };
}
