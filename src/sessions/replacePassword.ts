import type { RunSql } from '../storage/Storage';
import { endFailuresInARow } from './SignInLimits';
import { endSessionsOfUser } from './sessionRows';

const REPLACE = 'UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2 RETURNING "email"';
const PROVE = 'UPDATE "user" SET "emailProvedAt" = $1 WHERE "id" = $2 AND "emailProvedAt" IS NULL';
const MEMBERSHIPS = 'SELECT "id", "organizationId" FROM "membership" WHERE "userId" = $1 ORDER BY "id"';

/** One membership of a person, in an organization that may be disabled. */
export interface MembershipOfUser {
  readonly id: string;
  readonly organizationId: string;
}

/**
 * Gives a person another password, ends every session of the person, and counts failures in a row anew. Shape: the memberships
 * of the person. The caller announces an event of each, by which the open invitations of the person end.
 */
export async function replacePassword(
  sql: RunSql,
  userId: string,
  passwordHash: string,
): Promise<readonly MembershipOfUser[]> {
  const [user] = await sql<{ email: string }>(REPLACE, [passwordHash, userId]);
  if (user) await endFailuresInARow(sql, user.email);
  await endSessionsOfUser(sql, userId);
  return sql<MembershipOfUser>(MEMBERSHIPS, [userId]);
}

/** Writes down that the address is known to be the person's. Units: `now` in epoch milliseconds. Source: decision 079. */
export async function proveEmail(sql: RunSql, userId: string, now: number): Promise<void> {
  await sql(PROVE, [now, userId]);
}
