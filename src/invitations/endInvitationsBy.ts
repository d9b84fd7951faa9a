import type { EventName } from '../events/catalogue';
import type { Follower } from '../events/Happened';

/** What takes from a key, or a member, what its invitations were made with. */
const ENDING: ReadonlySet<EventName> = new Set([
  'api_key.narrowed',
  'api_key.disabled',
  'api_key.deleted',
  'member.updated',
  'member.removed',
]);

const MADE_BY = 'SELECT "id", "email" FROM "invitation" WHERE "createdById" = $1 ORDER BY "id"';
const END = 'DELETE FROM "invitation" WHERE "createdById" = $1';

/** Ends what somebody invited to, when the key or the member loses rights, or ends. */
export const endInvitationsBy: Follower = async ({ sql }, { event, outcome, target }, also) => {
  if (!ENDING.has(event) || outcome !== 'SUCCESS' || !target) return;
  const invitations = await sql<{ id: string; email: string }>(MADE_BY, [target.id]);
  if (invitations.length > 0) await sql(END, [target.id]);
  for (const { id, email } of invitations) await also({ event: 'invitation.deleted', target: { id, name: email } });
};
