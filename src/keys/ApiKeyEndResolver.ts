import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import type { Mutated } from '../events/Changes';
import { whatIsThere } from '../events/whatIsThere';
import { ApiKey } from './ApiKey';
import type { ApiKeyEnds, KeyChange } from './ApiKeyEnds';
import type { ApiKeyReturns } from './ApiKeyReturns';
import {
  DeleteApiKeyInput,
  DeleteApiKeyPayload,
  DisableApiKeyInput,
  DisableApiKeyPayload,
  EnableApiKeyInput,
  EnableApiKeyPayload,
  RestoreApiKeyInput,
  RestoreApiKeyPayload,
} from './endInputs';
import { type WithheldApiKey, wholeOf } from './WithheldApiKey';

const WHICH = { description: 'Which key.' };
const WHICH_AND_WHY = { description: 'Which key, and why.' };

/** The mutations that end and return keys, and the number of keys that a cascade would end. */
@Resolver(() => ApiKey)
export class ApiKeyEndResolver {
  constructor(
    private readonly ends: ApiKeyEnds,
    private readonly returns: ApiKeyReturns,
  ) {}

  @FieldResolver(() => Int, {
    description:
      'How many keys `cascade` would end with it: those that it made, those that they made, and so on, as far as the caller may see them.',
  })
  madeKeyCount(@Root() apiKey: ApiKey | WithheldApiKey, @Ctx() { caller }: CallerContext): Promise<number> {
    return this.ends.madeKeyCount(caller, wholeOf(apiKey));
  }

  @Mutation(() => DisableApiKeyPayload, {
    nullable: true,
    description: 'Disables an API key; it is refused from the next request on, until it is enabled.',
  })
  async disableApiKey(
    @Arg('input', () => DisableApiKeyInput, WHICH_AND_WHY) input: DisableApiKeyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<DisableApiKeyPayload> {
    return affected(await this.ends.disableApiKey(caller, input));
  }

  @Mutation(() => EnableApiKeyPayload, {
    nullable: true,
    description: 'Enables a disabled API key, whose scopes and end must be within those of the caller.',
  })
  async enableApiKey(
    @Arg('input', () => EnableApiKeyInput, WHICH) input: EnableApiKeyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<EnableApiKeyPayload> {
    const enabled = await this.returns.enableApiKey(caller, input);
    return { ...affected(enabled), secret: enabled.result?.secret ?? null };
  }

  @Mutation(() => DeleteApiKeyPayload, {
    nullable: true,
    description: 'Deletes an API key; it is refused from the next request on. It can be restored for 30 days.',
  })
  async deleteApiKey(
    @Arg('input', () => DeleteApiKeyInput, WHICH_AND_WHY) input: DeleteApiKeyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<DeleteApiKeyPayload> {
    const deleted = await this.ends.deleteApiKey(caller, input);
    return { ...affected(deleted), deletedApiKeyId: deleted.result?.apiKey.id ?? null };
  }

  @Mutation(() => RestoreApiKeyPayload, {
    nullable: true,
    description: 'Restores a deleted API key, whose scopes and end must be within those of the caller.',
  })
  async restoreApiKey(
    @Arg('input', () => RestoreApiKeyInput, WHICH) input: RestoreApiKeyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<RestoreApiKeyPayload> {
    return affected(await this.returns.restoreApiKey(caller, input));
  }
}

function affected(mutated: Mutated<KeyChange>): RestoreApiKeyPayload {
  const { apiKey = null, affectedCount = 0 } = whatIsThere(mutated) ?? {};
  return { apiKey, affectedCount, userErrors: mutated.userErrors };
}
