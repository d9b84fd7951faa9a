import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { ScopeName } from '../access/ScopeName';
import { DateTime } from '../scalars/DateTime';
import { ScopeNameScalar } from '../scalars/ScopeNameScalar';

export enum CallerKind {
  API_KEY = 'API_KEY',
  TOKEN = 'TOKEN',
  MEMBER = 'MEMBER',
}

registerEnumType(CallerKind, {
  name: 'CallerKind',
  description: 'What kind of credential a caller came with.',
  valuesConfig: {
    API_KEY: { description: 'An API key.' },
    TOKEN: { description: 'An access token that was made from an API key.' },
    MEMBER: { description: 'A person who signed in.' },
  },
});

@ObjectType({ description: 'The caller of this request.' })
export class Viewer {
  @Field(() => CallerKind, { description: 'What kind of credential came with the request.' })
  kind!: CallerKind;

  @Field({ description: 'What the key or the person is called.' })
  name!: string;

  @Field(() => [ScopeNameScalar], { description: 'What the caller may do.' })
  scopes!: ScopeName[];

  @Field(() => DateTime, { nullable: true, description: 'When the credential ends; null where nothing ends it.' })
  expiresAt!: number | null;

  @Field(() => ID, { nullable: true, description: 'The API key behind the request; null for a person.' })
  apiKeyId!: string | null;

  @Field(() => String, { nullable: true, description: 'The address the person signs in with; null for a key.' })
  email!: string | null;

  @Field(() => ID, { nullable: true, description: 'The membership of the person who signed in; null for a key.' })
  memberId!: string | null;
}
