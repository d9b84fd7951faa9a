import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ApiKeyEndReason } from './ApiKeyEndReason';
import { ApiKeyChangeInput, ApiKeyChangePayload, ApiKeySecret } from './inputs';
import { NOTE_LENGTH } from './keyNote';

/** What each input has that ends a key. */
@InputType()
export abstract class ApiKeyEndInput extends ApiKeyChangeInput {
  @Field(() => ApiKeyEndReason, {
    nullable: true,
    description: 'Why; if left out, `UNSPECIFIED`. A later reason does not replace `COMPROMISED`.',
  })
  reason?: ApiKeyEndReason | null;

  @Field(() => String, { nullable: true, description: `What people should know of its end: ${NOTE_LENGTH}.` })
  note?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: also the keys that this key made, and those that they made, and so on.',
  })
  cascade?: boolean | null;
}

/** What each payload has of an end or a return. */
@ObjectType()
abstract class AffectedKeysPayload extends ApiKeyChangePayload {
  @Field(() => Int, {
    description: 'How many keys this changed, the key itself included; 0 where nothing was done.',
  })
  affectedCount!: number;
}

@InputType({ description: 'Which key should be disabled, and why.' })
export class DisableApiKeyInput extends ApiKeyEndInput {}

@ObjectType({ description: 'What came of `disableApiKey`.' })
export class DisableApiKeyPayload extends AffectedKeysPayload {}

@InputType({ description: 'Which key should be deleted, and why.' })
export class DeleteApiKeyInput extends ApiKeyEndInput {}

@ObjectType({ description: 'What came of `deleteApiKey`.' })
export class DeleteApiKeyPayload extends AffectedKeysPayload {
  @Field(() => ID, { nullable: true, description: 'The key that no longer works; null when refused.' })
  deletedApiKeyId!: string | null;
}

@InputType({ description: 'Which key should be enabled.' })
export class EnableApiKeyInput extends ApiKeyChangeInput {
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: the key gets a new secret, and all others end. A key that is `COMPROMISED` needs that.',
  })
  replaceSecret?: boolean | null;
}

@ObjectType({ description: 'What came of `enableApiKey`.' })
export class EnableApiKeyPayload extends AffectedKeysPayload {
  @Field(() => ApiKeySecret, {
    nullable: true,
    description: 'The new secret, shown this once; null where none was asked for, or none was made.',
  })
  secret!: ApiKeySecret | null;
}

@InputType({ description: 'Which deleted key should be restored.' })
export class RestoreApiKeyInput extends ApiKeyChangeInput {}

@ObjectType({ description: 'What came of `restoreApiKey`.' })
export class RestoreApiKeyPayload extends AffectedKeysPayload {}
