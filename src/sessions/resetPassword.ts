import { type Changes, NOTHING_TO_DO, operatorIn } from '../events/Changes';
import type { PasswordDigests } from './PasswordDigests';
import { endSessionsOfUser } from './sessionRows';

const USER = 'SELECT "id", "name" FROM "user" WHERE "email" = $1';
const MEMBERSHIPS = 'SELECT "id", "organizationId" FROM "membership" WHERE "userId" = $1 ORDER BY "id"';

interface NamedUser {
  readonly id: string;
  readonly name: string;
}

/**
 * Gives a person another password, on the word of the operator, and ends the person's sessions. Each organization of the
 * person finds it in its audit log; of somebody who is a member nowhere, the server's own log has it.
 * Shape: whether there is a person with that address.
 */
export async function resetPassword(
  { changes, digests }: { readonly changes: Changes; readonly digests: PasswordDigests },
  { email, password }: { readonly email: string; readonly password: string },
): Promise<boolean> {
  const digest = await digests.hash(password);
  const { result } = await changes.byOperator('member.password_reset', async ({ sql }, also) => {
    const [user] = await sql<NamedUser>(USER, [email]);
    if (!user) return NOTHING_TO_DO;
    await sql('UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2', [digest, user.id]);
    await endSessionsOfUser(sql, user.id);
    const [first, ...others] = await sql<{ id: string; organizationId: string }>(MEMBERSHIPS, [user.id]);
    for (const { id, organizationId } of others) {
      also({ event: 'member.password_reset', target: { id, name: user.name }, organizationId });
    }
    const target = { id: first?.id ?? user.id, name: user.name };
    return { author: operatorIn(first?.organizationId ?? null), target, result: user };
  });
  return result !== null;
}
