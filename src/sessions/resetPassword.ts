import type { Clock } from '../clock';
import { type Changes, NOTHING_TO_DO, operatorIn } from '../events/Changes';
import type { PasswordDigests } from './PasswordDigests';
import { proveEmail, replacePassword } from './replacePassword';

const USER = 'SELECT "id", "name" FROM "user" WHERE "email" = $1';

interface NamedUser {
  readonly id: string;
  readonly name: string;
}

/** What a password is reset with. */
export interface ResetParts {
  readonly changes: Changes;
  readonly digests: PasswordDigests;
  readonly clock: Clock;
}

/** Whose password is reset. Shape: `isVouchedFor`: the operator knows that the address is the person's. */
export interface PasswordReset {
  readonly email: string;
  readonly password: string;
  readonly isVouchedFor: boolean;
}

/**
 * Gives a person another password, on the word of the operator, and ends the person's sessions. Each organization of the
 * person finds it in its audit log; of somebody who is a member nowhere, the server's own log has it.
 * Shape: the person; null where nobody has that address.
 */
export async function resetPassword(
  { changes, digests, clock }: ResetParts,
  { email, password, isVouchedFor }: PasswordReset,
): Promise<NamedUser | null> {
  const digest = await digests.hash(password);
  const { result } = await changes.byOperator<NamedUser>('member.password_reset', async ({ sql }, also) => {
    const [user] = await sql<NamedUser>(USER, [email]);
    if (!user) return NOTHING_TO_DO;
    if (isVouchedFor) await proveEmail(sql, user.id, clock());
    const [first, ...others] = await replacePassword(sql, user.id, digest);
    for (const { id, organizationId } of others) {
      also({ event: 'member.password_reset', target: { id, name: user.name }, organizationId });
    }
    const target = { id: first?.id ?? user.id, name: user.name };
    return { author: operatorIn(first?.organizationId ?? null), target, result: user };
  });
  return result;
}
