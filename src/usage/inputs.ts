import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { ScopeName } from '../access/ScopeName';
import { ApiKeyChangeInput, ApiKeyChangePayload } from '../keys/inputs';
import { ScopeNameScalar } from '../scalars/ScopeNameScalar';
import { DAY_DAYS } from './RollUpUsage';

/** As far back as use is kept. Units: days. */
export const MAX_UNUSED_DAYS = DAY_DAYS;

@InputType({ description: 'Which scopes a key should lose: those that nobody needed.' })
export class NarrowApiKeyInput extends ApiKeyChangeInput {
  @Field(() => Int, {
    description: `For how many days nobody needed them: 1 to ${MAX_UNUSED_DAYS}. The key, and the counting of use, must be at least as old.`,
  })
  unusedForDays!: number;
}

@ObjectType({ description: 'What came of `narrowApiKey`.' })
export class NarrowApiKeyPayload extends ApiKeyChangePayload {
  @Field(() => [ScopeNameScalar], {
    description: 'The scopes that the key lost; none where it needs all, or the mutation was refused.',
  })
  removedScopes!: readonly ScopeName[];
}
