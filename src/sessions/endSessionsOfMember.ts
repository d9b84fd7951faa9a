import type { Follower } from '../events/Happened';
import { successesOf } from '../events/successesOf';

const OF_MEMBER = 'SELECT "id" FROM "session" WHERE "membershipId" = $1';
const END = 'DELETE FROM "session" WHERE "membershipId" = $1';

/** Ends the sessions of a member who is removed. */
export const endSessionsOfMember: Follower = async ({ sql }, happened, also) => {
  for (const removal of successesOf(happened, 'member.removed')) {
    const { target } = removal;
    const sessions = await sql(OF_MEMBER, [target.id]);
    await sql(END, [target.id]);
    const ends = sessions.map(() => ({ event: 'session.ended' as const, target }));
    await also(removal, ends);
  }
};
