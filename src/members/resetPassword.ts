import type { Caller } from '../access/caller';
import { eventOf, insertAuditEvent } from '../audit/AuditEvent';
import type { Clock } from '../clock';
import type { Storage } from '../storage/storage';
import type { PasswordDigests } from './PasswordDigests';
import { endSessionsOfUser } from './sessionRows';

const USER = 'SELECT "id" FROM "user" WHERE "email" = $1';
const MEMBERSHIPS = 'SELECT "id", "organizationId" FROM "membership" WHERE "userId" = $1';

/** What a reset works with. */
interface ResetParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly digests: PasswordDigests;
}

/**
 * Gives a person another password, on the word of the operator, and ends the person's sessions. Each organization of the
 * person finds it in its audit log. Shape: whether there is a person with that address.
 */
export async function resetPassword(
  { storage, clock, digests }: ResetParts,
  { email, password }: { readonly email: string; readonly password: string },
  operatorOf: (organizationId: string) => Caller,
): Promise<boolean> {
  const digest = await digests.hash(password);
  return storage.write(async ({ sql }) => {
    const [user] = await sql<{ id: string }>(USER, [email]);
    if (!user) return false;
    await sql('UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2', [digest, user.id]);
    await endSessionsOfUser(sql, user.id);
    for (const { id, organizationId } of await sql<{ id: string; organizationId: string }>(MEMBERSHIPS, [user.id])) {
      const event = eventOf(operatorOf(organizationId), 'resetPassword', clock());
      await insertAuditEvent(sql, { ...event, targetId: id, outcome: 'SUCCESS', codes: '' });
    }
    return true;
  });
}
