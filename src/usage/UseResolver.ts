import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import { SCOPE } from '../access/SHIPPED_SCOPES';
import { ApiKey } from '../keys/ApiKey';
import type { WithheldApiKey } from '../keys/WithheldApiKey';
import { Organization } from '../organizations/Organization';
import { Process } from '../processes/Process';
import { DateTime } from '../scalars/DateTime';
import { ApiKeyUsage } from './ApiKeyUsage';
import { totalsOf } from './totalsOf';
import { Usage } from './Usage';
import type { UsageService } from './UsageService';

const FROM = { nullable: true, description: 'From when on; if left out, 30 days before `to`.' };
const TO = { nullable: true, description: 'Until when; if left out, now.' };

/** What a key was used for. */
@Resolver(() => ApiKey)
export class ApiKeyUseResolver {
  constructor(private readonly service: UsageService) {}

  @FieldResolver(() => ApiKeyUsage, { nullable: true, description: 'What it was used for.' })
  async usage(
    @Root() apiKey: ApiKey | WithheldApiKey,
    @Arg('from', () => DateTime, FROM) from: number | null,
    @Arg('to', () => DateTime, TO) to: number | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<ApiKeyUsage> {
    // A key that is withheld may be one whose use the caller may read all the same.
    if ('refusal' in apiKey && !caller.scopes.has(SCOPE.auditRead)) throw apiKey.refusal;
    return totalsOf(await this.service.report(caller, 'KEY', apiKey.id, from, to));
  }
}

/** What the keys of a process were used for. */
@Resolver(() => Process)
export class ProcessUseResolver {
  constructor(private readonly service: UsageService) {}

  @FieldResolver(() => Usage, { nullable: true, description: 'What its keys were used for, deleted ones included.' })
  async usage(
    @Root() { id }: Process,
    @Arg('from', () => DateTime, FROM) from: number | null,
    @Arg('to', () => DateTime, TO) to: number | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Usage> {
    return totalsOf(await this.service.report(caller, 'PROCESS', id, from, to));
  }
}

/** What the keys of an organization were used for. */
@Resolver(() => Organization)
export class OrganizationUseResolver {
  constructor(private readonly service: UsageService) {}

  @FieldResolver(() => Usage, { nullable: true, description: 'What its keys were used for, deleted ones included.' })
  async usage(
    @Arg('from', () => DateTime, FROM) from: number | null,
    @Arg('to', () => DateTime, TO) to: number | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Usage> {
    return totalsOf(await this.service.report(caller, 'ORGANIZATION', caller.organizationId, from, to));
  }
}
