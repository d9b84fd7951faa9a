import type { Announce } from '../events/Changes';
import { newId } from '../id';
import { User } from '../members/User';
import { foldName } from '../names';
import { takeOver } from '../sessions/takeOver';
import type { RunSql, Transaction } from '../storage/Storage';

const KNOWN = 'SELECT "id", "name", "emailProvedAt" FROM "user" WHERE "email" = $1';
const SESSIONS = 'SELECT "id" FROM "session" WHERE "userId" = $1';
const ORGANIZATIONS = `
  SELECT o."id", o."name" FROM "membership" m JOIN "organization" o ON o."id" = m."organizationId"
  WHERE m."userId" = $1 ORDER BY o."id"`;

/** Who is to be the first admin. Shape: `name` is null where a known person keeps the old one. */
interface AdminRequest {
  readonly email: string;
  readonly name: string | null;
  readonly passwordHash: string;
}

/** What became of an account that was there, whose address nothing proved. */
export interface TakenOver {
  readonly endedSessionCount: number;
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
}

/** The first admin. Shape: `hasNewPassword` is false for somebody who keeps the old one. */
export interface FirstAdmin {
  readonly id: string;
  readonly hasNewPassword: boolean;
  readonly takenOver: TakenOver | null;
}

/**
 * The account of the first admin of an organization: a new one; the one with that address, which keeps its password where
 * something proved the address; otherwise the same with a new password, since anybody may have made it. The operator vouches
 * for the address. Source: decision 079.
 */
export async function firstAdmin(
  { manager, sql }: Transaction,
  { email, name, passwordHash }: AdminRequest,
  now: number,
  also: Announce,
): Promise<FirstAdmin> {
  const [known] = await sql<Pick<User, 'id' | 'name' | 'emailProvedAt'>>(KNOWN, [email]);
  if (known && known.emailProvedAt !== null) return { id: known.id, hasNewPassword: false, takenOver: null };
  if (known) {
    const account = { id: known.id, name: name ?? known.name, passwordHash };
    const takenOver = await handedOver(sql, account, now, also);
    return { id: known.id, hasNewPassword: true, takenOver };
  }
  const [id, called] = [newId(now), name ?? email];
  const user: User = {
    id,
    email,
    name: called,
    sortName: foldName(called),
    passwordHash,
    emailProvedAt: now,
    failedSignInCount: 0,
    createdAt: now,
  };
  await manager.insert(User, user);
  return { id, hasNewPassword: true, takenOver: null };
}

async function handedOver(
  sql: RunSql,
  account: Pick<User, 'id' | 'name' | 'passwordHash'>,
  now: number,
  also: Announce,
): Promise<TakenOver> {
  const { length: endedSessionCount } = await sql(SESSIONS, [account.id]);
  for (const { id, organizationId } of await takeOver(sql, account, now)) {
    also({ event: 'member.password_reset', target: { id, name: account.name }, organizationId });
  }
  return { endedSessionCount, organizations: await sql<{ id: string; name: string }>(ORGANIZATIONS, [account.id]) };
}
