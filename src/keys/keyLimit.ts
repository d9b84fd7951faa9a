import { UserErrorCode } from '../errors';
import { UserError } from '../events/UserError';
import { RowLimit } from '../limits/RowLimit';

/** Those that are neither deleted nor expired by `$3`; disabled ones count. The index of lists by date of expiry has them. */
const COUNT = `
  SELECT COUNT(*) AS "count" FROM (
    SELECT 1 FROM "api_key" WHERE "organizationId" = $1 AND "deletedAt" IS NULL AND "expiresAt" > $3 LIMIT $2
  ) AS "some"`;

/** How many keys an organization may have. */
export function keyLimit(max: number): RowLimit {
  return new RowLimit(max, COUNT);
}

/** The user error of a caller that wants one key more. */
export function tooManyKeys({ max }: RowLimit): UserError {
  const reached = `The organization has ${max} API keys, and this server allows no more.`;
  const remedy = 'Delete some that nobody uses; deleted and expired keys do not count.';
  const operator = 'The operator may raise MAX_KEYS_PER_ORGANIZATION.';
  return new UserError(UserErrorCode.LIMIT_REACHED, `${reached} ${remedy} ${operator}`, []);
}
