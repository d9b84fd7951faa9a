import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import { KeyPolicyRule } from '../access/KeyPolicyRule';
import type { ScopeName } from '../access/ScopeName';
import { whatIsThere } from '../events/whatIsThere';
import { ApiKey } from '../keys/ApiKey';
import type { ApiKeyService } from '../keys/ApiKeyService';
import { type WithheldApiKey, wholeOf } from '../keys/WithheldApiKey';
import { Organization } from '../organizations/Organization';
import { ScopeNameScalar } from '../scalars/ScopeNameScalar';
import {
  AffectedApiKey,
  KeyPolicyImpact,
  KeyPolicyInput,
  UpdateKeyPolicyInput,
  UpdateKeyPolicyPayload,
} from './inputs';
import { KeyPolicy } from './KeyPolicy';
import type { KeyPolicyService } from './KeyPolicyService';
import { noticeDaysOf, termsOfPolicy } from './policyRows';

/** The fields of the graph that belong to key policies. */
@Resolver(() => KeyPolicy)
export class KeyPolicyResolver {
  constructor(private readonly service: KeyPolicyService) {}

  @FieldResolver(() => [ScopeNameScalar], { nullable: true, description: 'The scopes that keys may hold; null: all.' })
  grantableScopes(@Root() policy: KeyPolicy): readonly ScopeName[] | null {
    return termsOfPolicy(policy).grantableScopes;
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether a key may hold every scope that its kind can hold, written out or not.',
  })
  allowsAllScopes(@Root() policy: KeyPolicy): boolean {
    return termsOfPolicy(policy).allowsAllScopes;
  }

  @FieldResolver(() => Boolean, { description: 'Whether each key needs a note.' })
  requiresNote(@Root() policy: KeyPolicy): boolean {
    return termsOfPolicy(policy).requiresNote;
  }

  @FieldResolver(() => [Int], { description: 'How many days before the end of a key people are notified.' })
  noticeDays(@Root() policy: KeyPolicy): number[] {
    return noticeDaysOf(policy);
  }

  @Query(() => KeyPolicyImpact, {
    nullable: true,
    description: "What a key policy would do to the organization's keys, if it were set.",
  })
  keyPolicyImpact(
    @Arg('policy', () => KeyPolicyInput, { description: 'How the policy would be changed.' }) policy: KeyPolicyInput,
    @Arg('first', () => Int, { nullable: true, defaultValue: 25, description: 'How many keys to name: 1 to 100.' })
    first: number | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<KeyPolicyImpact> {
    return this.service.keyPolicyImpact(caller, policy, first);
  }

  @Mutation(() => UpdateKeyPolicyPayload, {
    nullable: true,
    description: 'Changes the key policy. Keys are blocked, or work again, from the next request on.',
  })
  async updateKeyPolicy(
    @Arg('input', () => UpdateKeyPolicyInput, { description: 'How to change it.' }) input: UpdateKeyPolicyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<UpdateKeyPolicyPayload> {
    const mutated = await this.service.updateKeyPolicy(caller, input);
    return { keyPolicy: whatIsThere(mutated), userErrors: mutated.userErrors };
  }
}

/** The key policy of an organization. */
@Resolver(() => Organization)
export class OrganizationKeyPolicyResolver {
  constructor(private readonly service: KeyPolicyService) {}

  @FieldResolver(() => KeyPolicy, { nullable: true, description: 'What the organization asks of its API keys.' })
  keyPolicy(@Ctx() { caller }: CallerContext): Promise<KeyPolicy> {
    return this.service.own(caller);
  }
}

/** What the key policy has against a key. */
@Resolver(() => ApiKey)
export class ApiKeyViolationsResolver {
  constructor(private readonly service: KeyPolicyService) {}

  @FieldResolver(() => [KeyPolicyRule], {
    description: 'The rules of the key policy that it breaks: from `enforcedFrom` on they block it.',
  })
  violations(
    @Root() apiKey: ApiKey | WithheldApiKey,
    @Ctx() { caller }: CallerContext,
  ): Promise<readonly KeyPolicyRule[]> {
    return this.service.violationsOf(caller, wholeOf(apiKey));
  }
}

/** The keys that a policy would affect. */
@Resolver(() => AffectedApiKey)
export class AffectedApiKeyResolver {
  constructor(private readonly apiKeys: ApiKeyService) {}

  @FieldResolver(() => ApiKey, { nullable: true, description: 'The key, as far as the caller may see it.' })
  apiKey(@Root() { id }: AffectedApiKey, @Ctx() { caller }: CallerContext): Promise<ApiKey | WithheldApiKey | null> {
    return this.apiKeys.referenceById(caller, id);
  }
}
