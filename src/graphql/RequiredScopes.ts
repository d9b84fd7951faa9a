import { Field, ObjectType } from 'type-graphql';
import type { ScopeName } from '../access/ScopeName';
import { ScopeNameScalar } from '../scalars/ScopeNameScalar';

@ObjectType({ description: 'The sets of scopes that let a document through.' })
export class RequiredScopes {
  @Field(() => [[ScopeNameScalar]], {
    description: 'The smallest sets, each of which is enough; one empty set where any caller will do.',
  })
  anyOf!: ScopeName[][];
}
