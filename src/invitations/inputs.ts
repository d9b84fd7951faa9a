import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../events/UserError';
import { Role } from '../members/Member';
import { NAME_LENGTH } from '../names';
import { DateTime } from '../scalars/DateTime';
import { Invitation } from './Invitation';

@InputType({ description: 'Who should become a member.' })
export class InviteMemberInput {
  @Field({ description: 'The address that the person will sign in with.' })
  email!: string;

  @Field(() => Role, { description: 'What the person will be able to do: no more than the caller.' })
  role!: Role;
}

@ObjectType({ description: 'What came of `inviteMember`.' })
export class InviteMemberPayload {
  @Field(() => Invitation, { nullable: true, description: 'The invitation; null when refused.' })
  invitation!: Invitation | null;

  @Field(() => String, {
    nullable: true,
    description: 'The link to accept it with, shown this once, to be handed on; null where it is mailed instead.',
  })
  link!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'Which invitation should be withdrawn.' })
export class DeleteInvitationInput {
  @Field(() => ID, { description: 'Which invitation.' })
  id!: string;
}

@ObjectType({ description: 'What came of `deleteInvitation`.' })
export class DeleteInvitationPayload {
  @Field(() => ID, { nullable: true, description: 'The invitation that is gone; null when refused.' })
  deletedInvitationId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What the token of an invitation offers to whoever holds it.' })
export class InvitationOffer {
  @Field({ description: 'What the organization is called.' })
  organizationName!: string;

  @Field({ description: 'The address that the person will sign in with.' })
  email!: string;

  @Field(() => Role, { description: 'What the person will be able to do.' })
  role!: Role;

  @Field(() => DateTime, { description: 'From this instant on it can no longer be accepted.' })
  expiresAt!: number;
}

@InputType({ description: 'Who accepts an invitation.' })
export class AcceptInvitationInput {
  @Field({ description: 'The token of the invitation, which works once.' })
  token!: string;

  @Field(() => String, {
    nullable: true,
    description: `What to call the person: ${NAME_LENGTH}. Not needed of somebody who has a password here.`,
  })
  name?: string | null;

  @Field({
    description:
      'The password of the person with that address. Somebody who has none yet chooses it with this, and so does somebody who was mailed the invitation and whose address nothing proved before.',
  })
  password!: string;
}

@ObjectType({ description: 'What came of `acceptInvitation`. On success the answer sets the cookie of the session.' })
export class AcceptInvitationPayload {
  @Field(() => DateTime, { nullable: true, description: 'When the session ends at the latest; null when refused.' })
  expiresAt!: number | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}
