import type { Clock } from '../clock';
import { type Changes, NOTHING_TO_DO, operatorIn } from '../events/Changes';
import { ApiKeyEndReason } from '../keys/ApiKeyEndReason';
import { consequenceOfEnd, endKeys, type KeyEnd } from '../keys/endKeys';
import { keysMadeByUser, type MadeKey } from '../keys/madeKeys';
import type { PasswordDigests } from './PasswordDigests';
import { proveEmail, replacePassword } from './replacePassword';
import { tracesOf } from './tracesOf';

const USER = 'SELECT "id", "name" FROM "user" WHERE "email" = $1';

/** A thief of the password may have made them, and has their secrets. */
const END: Omit<KeyEnd, 'at'> = { column: 'deletedAt', reason: ApiKeyEndReason.COMPROMISED, note: null };

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
  /** From when on the keys end that the person made, or such a key. Units: epoch milliseconds; null where none end. */
  readonly endKeysSince: number | null;
}

/** What a reset came to. Shape: `workingKeys` were made by the person, or by such a key, and go on. */
export interface ResetResult {
  readonly endedInvitationCount: number;
  readonly endedKeys: readonly MadeKey[];
  readonly workingKeys: readonly MadeKey[];
}

/**
 * Gives a person another password, on the word of the operator, and ends the person's sessions and open invitations. Each
 * organization of the person finds it in its audit log; of somebody who is a member nowhere, the server's own log has it.
 * Shape: null where nobody has that address.
 */
export async function resetPassword(
  { changes, digests, clock }: ResetParts,
  { email, password, isVouchedFor, endKeysSince }: PasswordReset,
): Promise<ResetResult | null> {
  const digest = await digests.hash(password);
  const { result } = await changes.byOperator<ResetResult>('member.password_reset', async ({ sql }, also) => {
    const [user] = await sql<NamedUser>(USER, [email]);
    if (!user) return NOTHING_TO_DO;
    const now = clock();
    if (isVouchedFor) await proveEmail(sql, user.id, now);
    const { invitationCount: endedInvitationCount } = await tracesOf(sql, user.id, now);
    const endedKeys = endKeysSince === null ? [] : await keysMadeByUser(sql, user.id, now, endKeysSince);
    const ids = endedKeys.map(({ id }) => id);
    for (const each of await endKeys(sql, ids, { ...END, at: now })) also(consequenceOfEnd(END, each));
    const [first, ...others] = await replacePassword(sql, user.id, digest);
    for (const { id, organizationId } of others) {
      also({ event: 'member.password_reset', target: { id, name: user.name }, organizationId });
    }
    const target = { id: first?.id ?? user.id, name: user.name };
    const result = { endedInvitationCount, endedKeys, workingKeys: await keysMadeByUser(sql, user.id, now) };
    return { author: operatorIn(first?.organizationId ?? null), target, result };
  });
  return result;
}
