import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../events/UserError';
import { DateTime } from '../scalars/DateTime';
import { MAX_PASSWORD_BYTES, MIN_PASSWORD_LENGTH } from './passwords';

const PASSWORD_BOUNDS = `at least ${MIN_PASSWORD_LENGTH} characters, at most ${MAX_PASSWORD_BYTES} bytes`;

@InputType({ description: 'Who would like to sign in. An API key is no such thing.' })
export class SignInInput {
  @Field({ description: "The person's e-mail address, in any case." })
  email!: string;

  @Field({ description: "The person's password." })
  password!: string;
}

@ObjectType({ description: 'What came of `signIn`. On success the answer sets the cookie of the session.' })
export class SignInPayload {
  @Field(() => DateTime, { nullable: true, description: 'When the session ends at the latest; null when refused.' })
  expiresAt!: number | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What came of `signOut`.' })
export class SignOutPayload {
  @Field({ description: 'True once the session has ended.' })
  isSignedOut!: boolean;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'In which organization to go on.' })
export class SwitchOrganizationInput {
  @Field(() => ID, { description: "One of the person's organizations." })
  organizationId!: string;
}

@ObjectType({ description: 'What came of `switchOrganization`.' })
export class SwitchOrganizationPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The organization that the session is in from the next request on; null when refused.',
  })
  organizationId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'The old password and the new one.' })
export class ChangePasswordInput {
  @Field({ description: 'The password that holds now.' })
  currentPassword!: string;

  @Field({
    description: `The password to hold from now on: ${PASSWORD_BOUNDS}, none of the most common.`,
  })
  newPassword!: string;
}

@ObjectType({
  description:
    "What came of `changePassword`. On success every session of the person has ended but the caller's, which has a new cookie.",
})
export class ChangePasswordPayload {
  @Field(() => DateTime, { nullable: true, description: 'When the session ends at the latest; null when refused.' })
  expiresAt!: number | null;

  @Field(() => Int, {
    description:
      'How many open invitations ended that the person had made: somebody who knew the old password may have made them.',
  })
  endedInvitationCount!: number;

  @Field(() => Int, {
    description:
      'How many API keys still work that the person made, or that such a key made. They go on: somebody who knew the old password may have made some. Keys of earlier versions, which did not note the maker, are not counted.',
  })
  workingApiKeyCount!: number;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}
