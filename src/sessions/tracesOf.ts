import { keysMadeByUser } from '../keys/madeKeys';
import type { RunSql } from '../storage/Storage';

const OPEN_INVITATIONS = `
  SELECT "id" FROM "invitation"
  WHERE "createdById" IN (SELECT "id" FROM "membership" WHERE "userId" = $1) AND "expiresAt" > $2`;

/** What a thief of a password may have made with it, and what lasts without a session. */
export interface Traces {
  readonly invitationCount: number;
  readonly apiKeyCount: number;
}

/** Counts what a person made that still works. Units: `now` in epoch milliseconds. */
export async function tracesOf(sql: RunSql, userId: string, now: number): Promise<Traces> {
  const invitations = await sql(OPEN_INVITATIONS, [userId, now]);
  const keys = await keysMadeByUser(sql, userId, now);
  return { invitationCount: invitations.length, apiKeyCount: keys.length };
}
