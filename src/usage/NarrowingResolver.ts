import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import { whatIsThere } from '../events/whatIsThere';
import { NarrowApiKeyInput, NarrowApiKeyPayload } from './inputs';
import type { NarrowingService } from './NarrowingService';

/** Takes from keys what they do not need. */
@Resolver()
export class NarrowingResolver {
  constructor(private readonly service: NarrowingService) {}

  @Mutation(() => NarrowApiKeyPayload, {
    nullable: true,
    description: 'Takes from an API key the scopes that no request needed. What it was used for goes on to work.',
  })
  async narrowApiKey(
    @Arg('input', () => NarrowApiKeyInput, { description: 'Which key, and for how long unused.' })
    input: NarrowApiKeyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<NarrowApiKeyPayload> {
    const mutated = await this.service.narrowApiKey(caller, input);
    const { apiKey = null, removedScopes = [] } = whatIsThere(mutated) ?? {};
    return { apiKey, removedScopes, userErrors: mutated.userErrors };
  }
}
