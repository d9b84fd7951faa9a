import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../scalars/DateTime';

/** What became of a secret of a key. */
export enum SecretState {
  PENDING = 'PENDING',
  CURRENT = 'CURRENT',
  RETIRING = 'RETIRING',
  RETIRED = 'RETIRED',
  CANCELLED = 'CANCELLED',
}

registerEnumType(SecretState, {
  name: 'SecretState',
  description: 'What became of a secret of a key.',
  valuesConfig: {
    PENDING: { description: 'It works, and waits for its first use.' },
    CURRENT: { description: 'It works.' },
    RETIRING: { description: 'A newer one is used. This one works until the end of the grace.' },
    RETIRED: { description: 'A newer one took its place. This one is refused.' },
    CANCELLED: { description: 'It was cancelled before its first use, and is refused.' },
  },
});

@ObjectType({ description: 'A secret of a key, without its value.' })
export class ApiKeySecretInfo {
  apiKeyId!: string;

  @Field(() => Int, { description: 'Which of the secrets of the key: the first is 1. No number is given twice.' })
  number!: number;

  @Field(() => SecretState, { description: 'What became of it.' })
  state!: SecretState;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was first used; null where no use is known.',
  })
  firstUsedAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last used, to the minute; null where no use is known.',
  })
  lastUsedAt!: number | null;

  @Field(() => DateTime, { description: 'When it stops working, or did.' })
  worksUntil!: number;

  @Field(() => Int, { description: 'How often it was presented after its end.' })
  reuseCount!: number;
}
