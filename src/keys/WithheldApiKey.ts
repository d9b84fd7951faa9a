import { SCOPE } from '../access/SHIPPED_SCOPES';
import { type AppError, forbidden } from '../errors';
import type { ApiKey } from './ApiKey';

/** The columns of a key that are fields of the graph as they are, but for the id. */
type Shown =
  | 'name'
  | 'user'
  | 'createdAt'
  | 'createdBy'
  | 'expiresAt'
  | 'lastUsedAt'
  | 'disabledAt'
  | 'deletedAt'
  | 'endReason'
  | 'endNote'
  | 'note'
  | 'version';

/**
 * A key of the organization for a caller that manages keys of processes alone: the id, and for everything else the refusal.
 * Shape: a value that is an error counts as thrown where its field is read.
 */
export interface WithheldApiKey extends Readonly<Record<Shown, AppError>> {
  readonly id: string;
  readonly refusal: AppError;
}

/** Leaves nothing of a key but its id. */
export function withhold({ id }: Pick<ApiKey, 'id'>): WithheldApiKey {
  const refusal = forbidden([[SCOPE.keysManage]]);
  return {
    id,
    refusal,
    name: refusal,
    user: refusal,
    createdAt: refusal,
    createdBy: refusal,
    expiresAt: refusal,
    lastUsedAt: refusal,
    disabledAt: refusal,
    deletedAt: refusal,
    endReason: refusal,
    endNote: refusal,
    note: refusal,
    version: refusal,
  };
}

/** A key of which the caller may see everything. Errors: `FORBIDDEN` for one that is withheld. */
export function wholeOf(apiKey: ApiKey | WithheldApiKey): ApiKey {
  if ('refusal' in apiKey) throw apiKey.refusal;
  return apiKey;
}
