import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import type { Mutated } from '../events/Changes';
import { whatIsThere } from '../events/whatIsThere';
import { ApiKey } from '../keys/ApiKey';
import { type WithheldApiKey, wholeOf } from '../keys/WithheldApiKey';
import { ApiKeySecretInfo } from './ApiKeySecretInfo';
import {
  CancelRotationInput,
  CancelRotationPayload,
  FinishRotationInput,
  FinishRotationPayload,
  RotateApiKeyInput,
  RotateApiKeyPayload,
} from './inputs';
import { MAX_SHOWN } from './keySecrets';
import type { RotationService } from './RotationService';
import type { RotatedApiKey } from './Turn';

/** The fields of the graph that belong to the secrets of keys. */
@Resolver(() => ApiKey)
export class RotationResolver {
  constructor(private readonly service: RotationService) {}

  @FieldResolver(() => [ApiKeySecretInfo], {
    description: `Its secrets, the newest first, without their values: those that work, and the last ${MAX_SHOWN}.`,
  })
  secrets(@Root() apiKey: ApiKey | WithheldApiKey, @Ctx() { caller }: CallerContext): Promise<ApiKeySecretInfo[]> {
    return this.service.secretsOf(caller, wholeOf(apiKey));
  }

  @Mutation(() => RotateApiKeyPayload, {
    nullable: true,
    description: 'Gives an API key another secret. The value is in this answer and in no other.',
  })
  async rotateApiKey(
    @Arg('input', () => RotateApiKeyInput, { description: 'How to rotate it.' }) input: RotateApiKeyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<RotateApiKeyPayload> {
    return payloadOf(await this.service.rotateApiKey(caller, input));
  }

  @Mutation(() => FinishRotationPayload, {
    nullable: true,
    description: 'Ends the earlier secret of an API key now. A pending one becomes current.',
  })
  async finishRotation(
    @Arg('input', () => FinishRotationInput, { description: 'Of which key.' }) input: FinishRotationInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<FinishRotationPayload> {
    return payloadOf(await this.service.finishRotation(caller, input));
  }

  @Mutation(() => CancelRotationPayload, {
    nullable: true,
    description: 'Ends a pending secret of an API key, which nobody has used. The current one goes on.',
  })
  async cancelRotation(
    @Arg('input', () => CancelRotationInput, { description: 'Of which key.' }) input: CancelRotationInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<CancelRotationPayload> {
    return payloadOf(await this.service.cancelRotation(caller, input));
  }
}

function payloadOf(mutated: Mutated<RotatedApiKey>): RotateApiKeyPayload {
  const { apiKey = null, secret = null } = whatIsThere(mutated) ?? {};
  return { apiKey, secret, userErrors: mutated.userErrors };
}
