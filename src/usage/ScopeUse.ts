import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Scope } from '../keys/Scope';
import { DateTime } from '../scalars/DateTime';

/** What use says of a scope. */
export enum ScopeEvidence {
  USED = 'USED',
  UNUSED = 'UNUSED',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(ScopeEvidence, {
  name: 'ScopeEvidence',
  description: 'What use says of a scope that a key holds.',
  valuesConfig: {
    USED: { description: 'Requests needed it: without it some of them would be refused.' },
    UNUSED: { description: 'No request needed it. The key can lose all of these at once.' },
    UNKNOWN: {
      description:
        'Nobody knows here: services learned the scopes of the key without naming those that they needed, or not all use was counted.',
    },
  },
});

/** One scope of a key. Units: `lastUsedAt` in epoch milliseconds. */
@ObjectType({ simpleResolvers: true, description: 'A scope that a key holds, and whether requests needed it.' })
export class ScopeUse {
  @Field(() => Scope, { description: 'The scope.' })
  scope!: Scope;

  @Field(() => ScopeEvidence, { description: 'Whether requests needed it.' })
  evidence!: ScopeEvidence;

  @Field(() => DateTime, { nullable: true, description: 'When the last of them came; null if none did.' })
  lastUsedAt!: number | null;

  @Field(() => Int, { description: 'How many requests needed it.' })
  requests!: number;
}
