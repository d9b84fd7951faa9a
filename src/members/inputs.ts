import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../events/UserError';
import { Member, Role } from './Member';

@InputType({ description: 'How a member should be changed; what is left out stays.' })
export class UpdateMemberInput {
  @Field(() => ID, { description: 'Which member.' })
  id!: string;

  @Field(() => Role, { nullable: true, description: 'What the person may do from now on: no more than the caller.' })
  role?: Role | null;
}

@ObjectType({ description: 'What came of `updateMember`.' })
export class UpdateMemberPayload {
  @Field(() => Member, { nullable: true, description: 'The member as it is now; null when refused.' })
  member!: Member | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'Who should be a member no longer.' })
export class RemoveMemberInput {
  @Field(() => ID, { description: 'Which member.' })
  id!: string;
}

@ObjectType({ description: 'What came of `removeMember`.' })
export class RemoveMemberPayload {
  @Field(() => ID, { nullable: true, description: 'The member that is gone; null when refused.' })
  removedMemberId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}
