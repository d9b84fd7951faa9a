import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MAX_API_KEY_DAYS } from '../access/PolicyTerms';
import type { ScopeName } from '../access/ScopeName';
import { UserError } from '../events/UserError';
import { NAME_LENGTH } from '../names';
import { DateTime } from '../scalars/DateTime';
import { ScopeNameScalar } from '../scalars/ScopeNameScalar';
import { ApiKey } from './ApiKey';
import { ApiKeyStatus } from './ApiKeyStatus';
import { NOTE_LENGTH } from './keyNote';
import type { WithheldApiKey } from './WithheldApiKey';

/** What each input has that changes a key. */
@InputType()
export abstract class ApiKeyChangeInput {
  @Field(() => ID, { description: 'Which key.' })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that the change assumes: `CONFLICT` if the key is at another. If left out, any.',
  })
  version?: number | null;
}

/** What each payload of such a change has. */
@ObjectType()
export abstract class ApiKeyChangePayload {
  @Field(() => ApiKey, {
    nullable: true,
    description: 'The key as it is now, on a `CONFLICT` too; null when refused otherwise.',
  })
  apiKey!: ApiKey | WithheldApiKey | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

export enum ApiKeyOwnerKind {
  ORGANIZATION = 'ORGANIZATION',
  PROCESS = 'PROCESS',
}

registerEnumType(ApiKeyOwnerKind, {
  name: 'ApiKeyOwnerKind',
  description: 'Whom a key belongs to.',
  valuesConfig: {
    ORGANIZATION: { description: 'An organization: the key may reach all of it.' },
    PROCESS: { description: 'One process: the key is confined to it.' },
  },
});

export enum ApiKeyOrder {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  CREATED_AT_ASC = 'CREATED_AT_ASC',
  EXPIRES_AT_ASC = 'EXPIRES_AT_ASC',
  EXPIRES_AT_DESC = 'EXPIRES_AT_DESC',
  NAME_ASC = 'NAME_ASC',
  NAME_DESC = 'NAME_DESC',
}

registerEnumType(ApiKeyOrder, {
  name: 'ApiKeyOrder',
  description: 'In which order keys are listed.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'The newest first.' },
    CREATED_AT_ASC: { description: 'The oldest first.' },
    EXPIRES_AT_ASC: { description: 'The first to expire first.' },
    EXPIRES_AT_DESC: { description: 'The last to expire first.' },
    NAME_ASC: { description: 'By name, from A.' },
    NAME_DESC: { description: 'By name, from Z.' },
  },
});

@InputType({ description: 'Which keys are wanted; what is left out does not matter.' })
export class ApiKeyFilter {
  @Field(() => ID, { nullable: true, description: 'Keys of this process.' })
  processId?: string | null;

  @Field(() => ApiKeyOwnerKind, { nullable: true, description: 'Keys of this kind of owner.' })
  owner?: ApiKeyOwnerKind | null;

  @Field(() => [ApiKeyStatus], {
    nullable: true,
    description: 'One of these statuses; if left out, any but `DELETED`.',
  })
  status?: ApiKeyStatus[] | null;

  @Field(() => ScopeNameScalar, { nullable: true, description: 'Keys that hold this scope.' })
  scope?: ScopeName | null;

  @Field(() => String, { nullable: true, description: 'A part of the name or of `user`, in any case.' })
  text?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Keys that expire before this instant.' })
  expiresBefore?: number | null;
}

@InputType({ description: 'What the new key should be able to do.' })
export class CreateApiKeyInput {
  @Field({ description: `What to call it: ${NAME_LENGTH}.` })
  name!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The process to confine it to; if left out, the key is the organization's.",
  })
  processId?: string | null;

  @Field(() => [ScopeNameScalar], {
    nullable: true,
    description: 'What it may do: at least one. Not with `allScopes`.',
  })
  scopes?: ScopeName[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: every scope that the caller may grant now, written out. Not with `scopes`.',
  })
  allScopes?: boolean | null;

  @Field(() => DateTime, {
    description: `When it ends: in the future, not after the caller, and at most ${MAX_API_KEY_DAYS} days ahead, or fewer by the key policy.`,
  })
  expiresAt!: number;

  @Field(() => String, { nullable: true, description: `What people should know of it: ${NOTE_LENGTH}.` })
  note?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'A UUID that the client makes for this key. Within 24 hours the same id with the same input answers the same key, without its value. It never makes a second key.',
  })
  requestId?: string | null;
}

@ObjectType({ description: 'The value of a key with a new secret. It is shown this once; nobody can read it again.' })
export class ApiKeySecret {
  @Field({ description: '`user:pass`: what goes into the request.' })
  value!: string;

  @Field({ description: 'The public half.' })
  user!: string;

  @Field({ description: 'The secret half.' })
  pass!: string;

  @Field(() => Int, { description: 'Which of the secrets of the key it is: the first is 1.' })
  number!: number;

  @Field(() => DateTime, { description: 'When the key ends, and this secret with it.' })
  expiresAt!: number;
}

@ObjectType({ description: 'What came of `createApiKey`.' })
export class CreateApiKeyPayload {
  @Field(() => ApiKey, {
    nullable: true,
    description:
      'The new key. On a replay or a `CONFLICT`: the key that this `requestId` made. Null when refused otherwise.',
  })
  apiKey!: ApiKey | null;

  @Field(() => ApiKeySecret, {
    nullable: true,
    description: 'Its value, shown this once; null on a replay, and when refused.',
  })
  secret!: ApiKeySecret | null;

  @Field({ description: 'True: an earlier try with this `requestId` made the key. Nothing was made now.' })
  isReplay!: boolean;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'How a key should be changed; what is left out stays. A key never gets more than it has.' })
export class UpdateApiKeyInput extends ApiKeyChangeInput {
  @Field(() => String, { nullable: true, description: `The new name: ${NAME_LENGTH}.` })
  name?: string | null;

  @Field(() => [ScopeNameScalar], { nullable: true, description: 'What it may still do: some of what it holds.' })
  scopes?: ScopeName[] | null;

  @Field(() => DateTime, { nullable: true, description: 'When it ends: not later than it does.' })
  expiresAt?: number | null;

  @Field(() => String, {
    nullable: true,
    description: `The new note: ${NOTE_LENGTH}. An empty one takes the note away.`,
  })
  note?: string | null;
}

@ObjectType({ description: 'What came of `updateApiKey`.' })
export class UpdateApiKeyPayload extends ApiKeyChangePayload {}
