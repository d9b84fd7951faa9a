import type { PolicyTerms } from '../access/PolicyTerms';
import type { KeyOwner } from '../access/subsetLaw';
import { UserErrorCode } from '../errors';
import { UserError } from '../events/UserError';
import type { RunSql } from '../storage/Storage';

/** Those of one owner that are neither deleted nor expired by `$3`; disabled and blocked ones count. */
const COUNT = (owner: string): string => `
  SELECT COUNT(*) AS "count" FROM (
    SELECT 1 FROM "api_key" WHERE "organizationId" = $1 AND ${owner} AND "deletedAt" IS NULL AND "expiresAt" > $3 LIMIT $2
  ) AS "some"`;
const COUNT_OF_ORGANIZATION = COUNT('"processId" IS NULL');
const COUNT_OF_PROCESS = COUNT('"processId" = $4');

/**
 * Why an owner may not have one key more, by the key policy. Empty: it may. Keys are counted in the transaction that makes one
 * more, so that no two take the last place. Units: `now` in epoch milliseconds.
 */
export async function ownerLimitFaults(
  sql: RunSql,
  { maxKeysPerOwner: max }: PolicyTerms,
  { organizationId, processId }: KeyOwner,
  now: number,
): Promise<UserError[]> {
  if (max === null) return [];
  const [found] = await (processId === null
    ? sql<{ count: number | string }>(COUNT_OF_ORGANIZATION, [organizationId, max, now])
    : sql<{ count: number | string }>(COUNT_OF_PROCESS, [organizationId, max, now, processId]));
  if (Number(found?.count) < max) return []; // PostgreSQL's counts are texts.
  const owner = processId === null ? 'the organization itself' : 'one process';
  const allowed = `The key policy allows ${max === 1 ? '1 API key' : `${max} API keys`} of ${owner}.`;
  const remedy = 'Delete one that nobody uses; deleted and expired keys do not count.';
  return [new UserError(UserErrorCode.LIMIT_REACHED, `${allowed} ${remedy}`, [])];
}
