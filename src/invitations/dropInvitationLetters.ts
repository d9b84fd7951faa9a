import type { Follower } from '../events/Happened';
import { successesOf } from '../events/successesOf';
import { dropParcels } from '../outbox/dropParcels';

/** Sends no letter of an invitation that was withdrawn, replaced or accepted. */
export const dropInvitationLetters: Follower = async ({ sql }, happened) => {
  for (const { target } of successesOf(happened, 'invitation.deleted', 'invitation.accepted')) {
    await dropParcels(sql, target.id);
  }
};
