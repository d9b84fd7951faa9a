import type { Caller } from '../access/Caller';
import { DAY_MS } from '../clock';
import { UserErrorCode } from '../errors';
import { UserError } from '../events/UserError';
import { countTry, type Limit, subjectOf } from '../limits/countTry';
import { instantText } from '../scalars/DateTime';
import type { RunSql } from '../storage/Storage';
import type { ApiKey } from './ApiKey';

/** Limit for the secrets that one caller gives one key. */
const SECRETS: Limit = { name: 'secrets', tries: 1_000, spanMs: DAY_MS };

/**
 * Counts a secret that a caller is about to give a key, and says why it may not; empty where it may.
 * Units: `now` in epoch milliseconds. Errors: `LIMIT_REACHED`, with the instant. Source: decision 100.
 */
export async function secretFaults(
  sql: RunSql,
  { id, organizationId }: Caller,
  apiKey: Pick<ApiKey, 'id'>,
  now: number,
): Promise<UserError[]> {
  const counted = await countTry(sql, SECRETS, subjectOf(SECRETS, organizationId, apiKey.id, id ?? ''), now);
  if (counted === null) return [];
  const message =
    `The caller gave this key ${SECRETS.tries.toLocaleString('en')} secrets within a day. Wait until ${instantText(counted.endsAt)}; ` +
    'if its secrets leaked, disable it.';
  return [new UserError(UserErrorCode.LIMIT_REACHED, message, ['id'])];
}
