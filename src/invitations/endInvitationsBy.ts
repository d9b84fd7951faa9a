import type { Follower } from '../events/Happened';
import { type Success, successesOf } from '../events/successesOf';
import { chunksOf } from '../storage/chunksOf';
import type { SqlValue } from '../storage/Storage';
import { isOneOf, selectRows, whereOf } from '../storage/select';

/** Units: keys and members that one statement looks for. */
const MAX_MAKERS = 500;

const FROM = '"invitation"';

interface MadeInvitation {
  readonly id: string;
  readonly email: string;
  readonly createdById: string;
}

/**
 * Ends what somebody invited to, when the key or the member loses rights, or ends, or gets another password: a
 * thief of the old one may have invited himself.
 */
export const endInvitationsBy: Follower = async ({ sql }, happened, also) => {
  const losses = [
    ...successesOf(happened, 'api_key.narrowed', 'api_key.disabled', 'api_key.deleted', 'member.removed'),
    ...successesOf(happened, 'member.password_changed', 'member.password_reset'),
    // A role that stays as it is takes nothing.
    ...successesOf(happened, 'member.updated').filter(({ changes }) => changes.some(({ field }) => field === 'role')),
  ];
  for (const some of chunksOf(losses, MAX_MAKERS)) {
    const byMaker = new Map<string, Success>();
    for (const loss of some) byMaker.set(loss.target.id, loss);
    const made = [isOneOf('"createdById"', [...byMaker.keys()])];
    const select = '"id", "email", "createdById"';
    const invitations = await selectRows<MadeInvitation>(sql, { select, from: FROM, where: made });
    if (invitations.length === 0) continue;
    const values: SqlValue[] = [];
    await sql(`DELETE FROM ${whereOf(FROM, made, values)}`, values);
    for (const { id, email, createdById } of invitations) {
      const loss = byMaker.get(createdById);
      if (loss) await also(loss, [{ event: 'invitation.deleted', target: { id, name: email } }]);
    }
  }
};
