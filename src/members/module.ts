import type { Foundation } from '../Foundation';
import { Member } from './Member';
import { MemberResolver } from './MemberResolver';
import { MemberService } from './MemberService';
import { MemberStateResolver } from './MemberStateResolver';
import { Membership } from './Membership';
import { User } from './User';

/** People, and their memberships in organizations. */
export const membersModule = {
  entities: [User, Membership],
  resolvers: [MemberResolver, MemberStateResolver],
  // No field of a resolver leads to the type but that of a connection, which other subgraphs do not see.
  orphanedTypes: [Member],
  make: ({ storage, changes, lists, catalogue }: Foundation) => {
    const members = new MemberService(storage, changes, lists, catalogue);
    return {
      services: { members },
      resolvers: [new MemberResolver(members), new MemberStateResolver()],
      loaders: { Member: members.byId },
    };
  },
};
