import type { Foundation } from '../Foundation';
import { Member } from './Member';
import { MemberResolver } from './MemberResolver';
import { MemberService } from './MemberService';
import { Membership } from './Membership';
import { User } from './User';

/** People, and their memberships in organizations. */
export const membersModule = {
  entities: [User, Membership],
  resolvers: [MemberResolver],
  // No field of a resolver leads to the type but that of a connection, which other subgraphs do not see.
  orphanedTypes: [Member],
  make: ({ storage, changes, lists, catalogue }: Foundation) => {
    const members = new MemberService(storage, changes, lists, catalogue);
    return {
      services: { members },
      resolvers: [new MemberResolver(members)],
      loaders: { Member: members.byId },
    };
  },
};
