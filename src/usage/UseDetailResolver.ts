import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import { ApiKey } from '../keys/ApiKey';
import type { ApiKeyService } from '../keys/ApiKeyService';
import type { WithheldApiKey } from '../keys/WithheldApiKey';
import { ApiKeyUsage } from './ApiKeyUsage';
import { FieldUse } from './FieldUse';
import { KeyUsage } from './KeyUsage';
import { NetworkUse } from './NetworkUse';
import { OperationUse } from './OperationUse';
import { ScopeUse } from './ScopeUse';
import { Usage } from './Usage';
import { UsageBucket } from './UsageBucket';
import { UsagePoint } from './UsagePoint';
import type { UsageService } from './UsageService';
import { MAX_POINTS } from './UsageWindow';

const BUCKET = { description: 'How long each point is.' };
const FIRST = { nullable: true, defaultValue: 10, description: 'How many: 1 to 100.' };
const SERIES = {
  description: `How much was used in each hour or day: ${MAX_POINTS} points at most. One without use is 0, one in a gap is null.`,
};
const OPERATIONS = { description: 'The operations that were asked most.' };
const NETWORKS = { description: 'The networks that most requests came from. They are kept for 90 days.' };

/** The parts of the use of a key. */
@Resolver(() => ApiKeyUsage)
export class ApiKeyUseDetailResolver {
  constructor(private readonly service: UsageService) {}

  @FieldResolver(() => [UsagePoint], SERIES)
  series(
    @Root() { report }: ApiKeyUsage,
    @Arg('bucket', () => UsageBucket, BUCKET) bucket: UsageBucket,
    @Ctx() { caller }: CallerContext,
  ): Promise<UsagePoint[]> {
    return this.service.series(caller, report, bucket);
  }

  @FieldResolver(() => [OperationUse], OPERATIONS)
  operations(@Root() { report }: ApiKeyUsage, @Arg('first', () => Int, FIRST) first: number | null): OperationUse[] {
    return this.service.operations(report, first);
  }

  @FieldResolver(() => [NetworkUse], NETWORKS)
  networks(
    @Root() { report }: ApiKeyUsage,
    @Arg('first', () => Int, FIRST) first: number | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<readonly NetworkUse[]> {
    return this.service.networks(caller, report, first);
  }

  @FieldResolver(() => [FieldUse], { description: 'The fields that were answered, those asked most first.' })
  fields(@Root() { report }: ApiKeyUsage): FieldUse[] {
    return this.service.fields(report);
  }

  @FieldResolver(() => [ScopeUse], { description: 'The scopes that the key holds, and which of them were needed.' })
  scopes(@Root() { report }: ApiKeyUsage, @Ctx() { caller }: CallerContext): Promise<ScopeUse[]> {
    return this.service.scopes(caller, report);
  }
}

/** The parts of the use of several keys. */
@Resolver(() => Usage)
export class UseDetailResolver {
  constructor(private readonly service: UsageService) {}

  @FieldResolver(() => [UsagePoint], SERIES)
  series(
    @Root() { report }: Usage,
    @Arg('bucket', () => UsageBucket, BUCKET) bucket: UsageBucket,
    @Ctx() { caller }: CallerContext,
  ): Promise<UsagePoint[]> {
    return this.service.series(caller, report, bucket);
  }

  @FieldResolver(() => [OperationUse], OPERATIONS)
  operations(@Root() { report }: Usage, @Arg('first', () => Int, FIRST) first: number | null): OperationUse[] {
    return this.service.operations(report, first);
  }

  @FieldResolver(() => [NetworkUse], NETWORKS)
  networks(
    @Root() { report }: Usage,
    @Arg('first', () => Int, FIRST) first: number | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<readonly NetworkUse[]> {
    return this.service.networks(caller, report, first);
  }

  @FieldResolver(() => [KeyUsage], { description: 'The keys that most requests came from.' })
  keys(
    @Root() { report }: Usage,
    @Arg('first', () => Int, FIRST) first: number | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<KeyUsage[]> {
    return this.service.keys(caller, report, first);
  }
}

/** The keys that were used. */
@Resolver(() => KeyUsage)
export class UsedKeyResolver {
  constructor(private readonly apiKeys: ApiKeyService) {}

  @FieldResolver(() => ApiKey, { nullable: true, description: 'The key, as far as the caller may see it.' })
  apiKey(@Root() { apiKeyId }: KeyUsage, @Ctx() { caller }: CallerContext): Promise<ApiKey | WithheldApiKey | null> {
    return this.apiKeys.referenceById(caller, apiKeyId);
  }
}
