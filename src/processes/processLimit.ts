import { UserErrorCode } from '../errors';
import { UserError } from '../events/UserError';
import { RowLimit } from '../limits/RowLimit';

const COUNT = `
  SELECT COUNT(*) AS "count" FROM (
    SELECT 1 FROM "process" WHERE "organizationId" = $1 AND "deletedAt" IS NULL LIMIT $2
  ) AS "some"`;

/** How many processes an organization may have; deleted ones do not count. */
export function processLimit(max: number): RowLimit {
  return new RowLimit(max, COUNT);
}

/** The user error of a caller that wants one process more. */
export function tooManyProcesses({ max }: RowLimit): UserError {
  const reached = `The organization has ${max} processes, and this server allows no more.`;
  const remedy = 'Delete some that nobody uses. The operator may raise MAX_PROCESSES_PER_ORGANIZATION.';
  return new UserError(UserErrorCode.LIMIT_REACHED, `${reached} ${remedy}`, []);
}
