import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CallerContext, CallerOrganization } from '../access/Caller';
import type { ScopeName } from '../access/ScopeName';
import type { Mutated } from '../events/Changes';
import { whatIsThere } from '../events/whatIsThere';
import type { Connection } from '../lists/Connection';
import { ConnectionArgs } from '../lists/ConnectionArgs';
import { toConnection } from '../lists/toConnection';
import { Organization } from '../organizations/Organization';
import type { OrganizationService } from '../organizations/OrganizationService';
import { Process } from '../processes/Process';
import type { ProcessService } from '../processes/ProcessService';
import { ScopeNameScalar } from '../scalars/ScopeNameScalar';
import { ApiKey, ApiKeyConnection } from './ApiKey';
import type { ApiKeyService } from './ApiKeyService';
import { ApiKeyStatus } from './ApiKeyStatus';
import type { AnsweredApiKey } from './createOnce';
import {
  ApiKeyFilter,
  ApiKeyOrder,
  CreateApiKeyInput,
  CreateApiKeyPayload,
  UpdateApiKeyInput,
  UpdateApiKeyPayload,
} from './inputs';
import { scopesColumn } from './scopesColumn';
import { secretOf } from './secretOf';
import { type WithheldApiKey, wholeOf } from './WithheldApiKey';

const FILTER = { nullable: true, description: 'Which ones.' };
const ORDER = { nullable: true, description: 'In which order; if left out, the newest first.' };

/** The fields of the graph that belong to API keys. */
@Resolver(() => ApiKey)
export class ApiKeyResolver {
  constructor(
    private readonly service: ApiKeyService,
    private readonly organizations: OrganizationService,
    private readonly processes: ProcessService,
  ) {}

  @Query(() => ApiKey, {
    nullable: true,
    description: 'One API key, a deleted one included; null where there is none of this id.',
  })
  apiKey(
    @Arg('id', () => ID, { description: 'Which key.' }) id: string,
    @Ctx() { caller }: CallerContext,
  ): Promise<ApiKey | null> {
    return this.service.byId(caller, id);
  }

  @Query(() => ApiKeyConnection, { nullable: true, description: 'The API keys that the caller may see.' })
  async apiKeys(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => ApiKeyFilter, FILTER) filter: ApiKeyFilter | null,
    @Arg('orderBy', () => ApiKeyOrder, ORDER) orderBy: ApiKeyOrder | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<ApiKey>> {
    return toConnection(await this.service.list(caller, args, filter, orderBy));
  }

  @FieldResolver(() => Organization, { description: 'The organization that the key belongs to.' })
  organization(@Root() apiKey: ApiKey | WithheldApiKey, @Ctx() { caller }: CallerContext): Promise<CallerOrganization> {
    wholeOf(apiKey);
    return this.organizations.own(caller);
  }

  @FieldResolver(() => Process, {
    nullable: true,
    description:
      "The process that the key is confined to; null for an organization's key, or when the process is gone.",
  })
  async process(@Root() apiKey: ApiKey | WithheldApiKey, @Ctx() { caller }: CallerContext): Promise<Process | null> {
    const { processId } = wholeOf(apiKey);
    return processId === null ? null : this.processes.byId(caller, processId);
  }

  @FieldResolver(() => [ScopeNameScalar], { description: 'What it may do.' })
  scopes(@Root() apiKey: ApiKey | WithheldApiKey): ScopeName[] {
    return scopesColumn.read(wholeOf(apiKey).scopesText);
  }

  @FieldResolver(() => ApiKeyStatus, { description: 'Whether it works, and why not.' })
  status(@Root() apiKey: ApiKey | WithheldApiKey): ApiKeyStatus {
    return this.service.statusOf(wholeOf(apiKey));
  }

  @FieldResolver(() => ApiKey, {
    nullable: true,
    description:
      'The key that made it, or whose token did; null if a member did, and where the caller may not see that key.',
  })
  async createdByKey(
    @Root() apiKey: ApiKey | WithheldApiKey,
    @Ctx() { caller }: CallerContext,
  ): Promise<ApiKey | null> {
    const { createdById } = wholeOf(apiKey);
    return createdById === null ? null : this.service.byId(caller, createdById);
  }

  @Mutation(() => CreateApiKeyPayload, {
    nullable: true,
    description: 'Makes an API key. Its value is in this answer and in no other.',
  })
  async createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'What it should be able to do.' }) input: CreateApiKeyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<CreateApiKeyPayload> {
    return toPayload(await this.service.createApiKey(caller, input));
  }

  @Mutation(() => UpdateApiKeyPayload, {
    nullable: true,
    description: 'Renames an API key, takes scopes from it, brings its end forward.',
  })
  async updateApiKey(
    @Arg('input', () => UpdateApiKeyInput, { description: 'How to change it.' }) input: UpdateApiKeyInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<UpdateApiKeyPayload> {
    const updated = await this.service.updateApiKey(caller, input);
    return { apiKey: whatIsThere(updated), userErrors: updated.userErrors };
  }
}

function toPayload(mutated: Mutated<AnsweredApiKey>): CreateApiKeyPayload {
  const { result, userErrors } = mutated;
  const value = result?.value ?? null;
  const secret = result && value && secretOf(result.apiKey, value);
  return {
    apiKey: whatIsThere(mutated)?.apiKey ?? null,
    secret,
    isReplay: result !== null && value === null,
    userErrors,
  };
}

/** The API keys of an organization. */
@Resolver(() => Organization)
export class OrganizationApiKeysResolver {
  constructor(private readonly service: ApiKeyService) {}

  @FieldResolver(() => ApiKeyConnection, { nullable: true, description: 'The API keys of the organization.' })
  async apiKeys(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => ApiKeyFilter, FILTER) filter: ApiKeyFilter | null,
    @Arg('orderBy', () => ApiKeyOrder, ORDER) orderBy: ApiKeyOrder | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<ApiKey>> {
    return toConnection(await this.service.list(caller, args, filter, orderBy));
  }
}

/** The API keys of a process. */
@Resolver(() => Process)
export class ProcessApiKeysResolver {
  constructor(private readonly service: ApiKeyService) {}

  @FieldResolver(() => ApiKeyConnection, {
    nullable: true,
    description: 'The API keys that are confined to the process.',
  })
  async apiKeys(
    @Root() { id }: Process,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => ApiKeyFilter, FILTER) filter: ApiKeyFilter | null,
    @Arg('orderBy', () => ApiKeyOrder, ORDER) orderBy: ApiKeyOrder | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<ApiKey>> {
    return toConnection(await this.service.list(caller, args, filter, orderBy, id));
  }
}
