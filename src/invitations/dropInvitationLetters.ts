import type { EventName } from '../events/catalogue';
import type { Follower } from '../events/Happened';
import { dropParcels } from '../outbox/dropParcels';

/** What an invitation ends by. */
const ENDS: ReadonlySet<EventName> = new Set(['invitation.deleted', 'invitation.accepted']);

/** Sends no letter of an invitation that was withdrawn, replaced or accepted. */
export const dropInvitationLetters: Follower = async ({ sql }, { event, outcome, target }) => {
  if (ENDS.has(event) && outcome === 'SUCCESS' && target) await dropParcels(sql, target.id);
};
