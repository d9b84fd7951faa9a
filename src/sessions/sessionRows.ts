import type { RoleName } from '../access/ScopeName';
import { newId } from '../id';
import { newToken, tokenDigest } from '../newToken';
import { insertRow } from '../storage/insertRow';
import type { RunSql } from '../storage/Storage';
import type { Session } from './Session';

/** How long a session lasts without a request. Units: milliseconds. */
const IDLE_MS = 30 * 60_000;
/** The longest life of a session. Units: milliseconds. */
export const LIFETIME_MS = 12 * 3_600_000;

const SELECT = `
  SELECT s."id", s."userId", s."membershipId", s."createdAt", s."lastSeenAt", m."organizationId", m."role",
         u."name", u."email", o."name" AS "organizationName", o."createdAt" AS "organizationCreatedAt"
  FROM "session" s
  JOIN "membership" m ON m."id" = s."membershipId"
  JOIN "user" u ON u."id" = s."userId"
  JOIN "organization" o ON o."id" = m."organizationId"
  WHERE s."tokenDigest" = $1 AND o."disabledAt" IS NULL`;

/** How many sessions a person may have. Units: sessions. */
const MAX_SESSIONS = 20;

const END_OLDEST = `
  DELETE FROM "session" WHERE "id" IN (
    SELECT "id" FROM "session" WHERE "userId" = $1
    ORDER BY "createdAt" DESC, "id" DESC LIMIT 100 OFFSET $2)`;

/** A session with the state of its owner. */
export interface SessionRow extends Omit<Session, 'tokenDigest'> {
  readonly organizationId: string;
  readonly role: RoleName;
  readonly name: string;
  readonly email: string;
  readonly organizationName: string;
  readonly organizationCreatedAt: number;
}

/** A new session, and its token, which nothing keeps. Units: epoch milliseconds. */
export interface StartedSession {
  readonly token: string;
  readonly expiresAt: number;
}

/** The session of a token, whether it is live or not; undefined where there is none. */
export async function sessionRow(sql: RunSql, token: string): Promise<SessionRow | undefined> {
  const [row] = await sql<SessionRow>(SELECT, [tokenDigest(token)]);
  return row;
}

/** Whether a session still holds, as far as its own row tells. Units: `now` in epoch milliseconds. */
export function sessionHolds(session: Pick<Session, 'createdAt' | 'lastSeenAt'>, now: number): boolean {
  return now < session.lastSeenAt + IDLE_MS && now < lifetimeEnd(session);
}

/** When a session ends at the latest. Units: epoch milliseconds. */
export function lifetimeEnd({ createdAt }: Pick<Session, 'createdAt'>): number {
  return createdAt + LIFETIME_MS;
}

/** Makes a session; of one person's, the oldest end where there are too many. */
export async function insertSession(
  sql: RunSql,
  session: Pick<Session, 'userId' | 'membershipId' | 'createdAt'>,
): Promise<StartedSession> {
  const token = newToken();
  const { createdAt } = session;
  const row = { id: newId(createdAt), tokenDigest: tokenDigest(token), ...session, lastSeenAt: createdAt };
  await insertRow(sql, 'session', row);
  await sql(END_OLDEST, [session.userId, MAX_SESSIONS]);
  return { token, expiresAt: lifetimeEnd(session) };
}

/** Ends one session. */
export async function endSession(sql: RunSql, id: string): Promise<void> {
  await sql('DELETE FROM "session" WHERE "id" = $1', [id]);
}

/** Ends every session of a person. */
export async function endSessionsOfUser(sql: RunSql, userId: string): Promise<void> {
  await sql('DELETE FROM "session" WHERE "userId" = $1', [userId]);
}
