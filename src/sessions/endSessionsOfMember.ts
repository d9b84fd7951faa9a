import type { Follower } from '../events/Happened';

const OF_MEMBER = 'SELECT "id" FROM "session" WHERE "membershipId" = $1';
const END = 'DELETE FROM "session" WHERE "membershipId" = $1';

/** Ends the sessions of a member who is removed. */
export const endSessionsOfMember: Follower = async ({ sql }, { event, outcome, target }, also) => {
  if (event !== 'member.removed' || outcome !== 'SUCCESS' || !target) return;
  const sessions = await sql(OF_MEMBER, [target.id]);
  await sql(END, [target.id]);
  for (const _session of sessions) await also({ event: 'session.ended', target });
};
