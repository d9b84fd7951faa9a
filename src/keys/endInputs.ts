import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../events/UserError';
import { ApiKey, ApiKeyEndReason } from './ApiKey';
import { ApiKeySecret, KEY_AS_IT_IS, VERSION } from './inputs';
import { NOTE_LENGTH } from './keyNote';

const ID_FIELD = { description: 'Which key.' };
const REASON = {
  nullable: true,
  description: 'Why; if left out, `UNSPECIFIED`. A later reason does not replace `COMPROMISED`.',
};
const NOTE = { nullable: true, description: `What people should know of its end: ${NOTE_LENGTH}.` };
const CASCADE = {
  nullable: true,
  defaultValue: false,
  description: 'True: also the keys that this key made, and those that they made, and so on.',
};
const AFFECTED = 'How many keys this changed, the key itself included.';
const USER_ERRORS = { description: 'Why nothing was done; empty on success.' };

@InputType({ description: 'Which key should be disabled, and why.' })
export class DisableApiKeyInput {
  @Field(() => ID, ID_FIELD)
  id!: string;

  @Field(() => ApiKeyEndReason, REASON)
  reason?: ApiKeyEndReason | null;

  @Field(() => String, NOTE)
  note?: string | null;

  @Field(() => Boolean, CASCADE)
  cascade?: boolean | null;

  @Field(() => Int, VERSION)
  version?: number | null;
}

@ObjectType({ description: 'What came of `disableApiKey`.' })
export class DisableApiKeyPayload {
  @Field(() => ApiKey, KEY_AS_IT_IS)
  apiKey!: ApiKey | null;

  @Field(() => Int, { description: AFFECTED })
  affectedCount!: number;

  @Field(() => [UserError], USER_ERRORS)
  userErrors!: UserError[];
}

@InputType({ description: 'Which key should be deleted, and why.' })
export class DeleteApiKeyInput {
  @Field(() => ID, ID_FIELD)
  id!: string;

  @Field(() => ApiKeyEndReason, REASON)
  reason?: ApiKeyEndReason | null;

  @Field(() => String, NOTE)
  note?: string | null;

  @Field(() => Boolean, CASCADE)
  cascade?: boolean | null;

  @Field(() => Int, VERSION)
  version?: number | null;
}

@ObjectType({ description: 'What came of `deleteApiKey`.' })
export class DeleteApiKeyPayload {
  @Field(() => ApiKey, KEY_AS_IT_IS)
  apiKey!: ApiKey | null;

  @Field(() => Int, { description: AFFECTED })
  affectedCount!: number;

  @Field(() => ID, { nullable: true, description: 'The key that no longer works; null when refused.' })
  deletedApiKeyId!: string | null;

  @Field(() => [UserError], USER_ERRORS)
  userErrors!: UserError[];
}

@InputType({ description: 'Which key should be enabled.' })
export class EnableApiKeyInput {
  @Field(() => ID, ID_FIELD)
  id!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: the key gets a new secret, and all others end. A key that is `COMPROMISED` needs that.',
  })
  replaceSecret?: boolean | null;

  @Field(() => Int, VERSION)
  version?: number | null;
}

@ObjectType({ description: 'What came of `enableApiKey`.' })
export class EnableApiKeyPayload {
  @Field(() => ApiKey, KEY_AS_IT_IS)
  apiKey!: ApiKey | null;

  @Field(() => Int, { description: 'How many keys this changed: 1, or 0 where the key was enabled already.' })
  affectedCount!: number;

  @Field(() => ApiKeySecret, {
    nullable: true,
    description: 'The new secret, shown this once; null where none was asked for, or none was made.',
  })
  secret!: ApiKeySecret | null;

  @Field(() => [UserError], USER_ERRORS)
  userErrors!: UserError[];
}

@InputType({ description: 'Which deleted key should be restored.' })
export class RestoreApiKeyInput {
  @Field(() => ID, ID_FIELD)
  id!: string;

  @Field(() => Int, VERSION)
  version?: number | null;
}

@ObjectType({ description: 'What came of `restoreApiKey`.' })
export class RestoreApiKeyPayload {
  @Field(() => ApiKey, KEY_AS_IT_IS)
  apiKey!: ApiKey | null;

  @Field(() => Int, { description: 'How many keys this changed: 1, or 0 where the key was not deleted.' })
  affectedCount!: number;

  @Field(() => [UserError], USER_ERRORS)
  userErrors!: UserError[];
}
