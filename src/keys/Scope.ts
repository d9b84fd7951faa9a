import { Field, ObjectType } from 'type-graphql';
import type { ScopeName } from '../access/ScopeName';
import { ScopeNameScalar } from '../scalars/ScopeNameScalar';
import { ApiKeyOwnerKind } from './inputs';

@ObjectType({ description: 'A permission that keys may hold.' })
export class Scope {
  @Field(() => ScopeNameScalar, { description: 'The word by which it is asked for.' })
  name!: ScopeName;

  @Field({ description: 'The word for people.' })
  title!: string;

  @Field({ description: 'What it lets a caller do.' })
  description!: string;

  @Field({ description: 'What it is listed under.' })
  group!: string;

  @Field(() => [ApiKeyOwnerKind], { description: 'The kinds of key that may hold it.' })
  grantableTo!: readonly ApiKeyOwnerKind[];

  @Field({ description: 'Whether this caller may put it on a key, and the key policy allows it.' })
  grantable!: boolean;
}

@ObjectType({ description: 'The sets of scopes that let a document through.' })
export class RequiredScopes {
  @Field(() => [[ScopeNameScalar]], {
    description: 'The smallest sets, each of which is enough; one empty set where any caller will do.',
  })
  anyOf!: ScopeName[][];
}
