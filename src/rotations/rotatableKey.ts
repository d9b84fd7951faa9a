import type { Caller } from '../access/Caller';
import { SCOPE } from '../access/SHIPPED_SCOPES';
import { mayManageKey } from '../access/subsetLaw';
import { AppError, UserErrorCode } from '../errors';
import { UserError } from '../events/UserError';
import { isId } from '../id';
import { ApiKey } from '../keys/ApiKey';
import { type WithheldApiKey, withhold } from '../keys/WithheldApiKey';
import type { RunSql, Transaction } from '../storage/Storage';

const VERSION = 'SELECT "version" FROM "api_key" WHERE "id" = $1 AND "organizationId" = $2';

/** The refusal of a key that is not there, or that the caller may not rotate. */
export const NO_SUCH_KEY = new UserError(UserErrorCode.NOT_FOUND, 'There is no such API key.', ['id']);

/** The whole key of this id, unless it is a tombstone, if the caller manages it, or is that key and may rotate itself. */
export async function rotatableKey({ manager }: Transaction, caller: Caller, id: string): Promise<ApiKey | null> {
  const { organizationId } = caller;
  const apiKey = isId(id) ? await manager.findOneBy(ApiKey, { id, organizationId }) : null;
  if (apiKey === null || apiKey.deletedAt !== null) return null;
  const isItself = caller.apiKeyId === id && caller.scopes.has(SCOPE.rotateSelf);
  return isItself || mayManageKey(caller, apiKey) ? apiKey : null;
}

/** The version that a key of the caller's organization is at; null where there is none. */
export async function versionOf(sql: RunSql, { organizationId }: Caller, id: string): Promise<number | null> {
  const [row] = isId(id) ? await sql<Pick<ApiKey, 'version'>>(VERSION, [id, organizationId]) : [];
  return row?.version ?? null;
}

/** A key as far as the caller may see it: one that rotates itself may see nothing but its id. */
export function shownTo(caller: Caller, apiKey: ApiKey): ApiKey | WithheldApiKey {
  return mayManageKey(caller, apiKey) ? apiKey : withhold(apiKey);
}

/**
 * The caller with what its credential may do now, to rotate the key of this id.
 * Errors: `UNAUTHENTICATED` once it has ended; `SERVICE_UNAVAILABLE` where its own first use could not be written down.
 */
export async function asItIs(sql: RunSql, caller: Caller, id: string): Promise<Caller> {
  if (!caller.asItIs) return caller;
  const standing = await caller.asItIs(sql);
  if (standing === null) throw new AppError('UNAUTHENTICATED');
  if (caller.apiKeyId === id && standing.secret?.state === 'PENDING') throw new AppError('SERVICE_UNAVAILABLE');
  return { ...caller, ...standing };
}
