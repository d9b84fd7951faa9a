import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import { ApiKey } from '../keys/ApiKey';
import type { WithheldApiKey } from '../keys/WithheldApiKey';
import type { Connection } from '../lists/Connection';
import { ConnectionArgs } from '../lists/ConnectionArgs';
import { toConnection } from '../lists/toConnection';
import { Organization } from '../organizations/Organization';
import { Process } from '../processes/Process';
import type { AuditEventService } from './AuditEventService';
import { AuditEventFilter } from './inputs';
import { AuditEventConnection, type LoggedEvent } from './LoggedEvent';

const FILTER = { nullable: true, description: 'Which ones.' };

/** The audit log of an organization. */
@Resolver(() => Organization)
export class OrganizationAuditResolver {
  constructor(private readonly service: AuditEventService) {}

  @FieldResolver(() => AuditEventConnection, {
    nullable: true,
    description: 'The audit log of the organization, the newest entry first.',
  })
  async auditEvents(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => AuditEventFilter, FILTER) filter: AuditEventFilter | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<LoggedEvent>> {
    return toConnection(await this.service.list(caller, args, filter));
  }
}

/** The audit log of an API key. */
@Resolver(() => ApiKey)
export class ApiKeyAuditResolver {
  constructor(private readonly service: AuditEventService) {}

  @FieldResolver(() => AuditEventConnection, {
    nullable: true,
    description: 'What was done to the key, and what it and its access tokens did; the newest entry first.',
  })
  async auditEvents(
    @Root() { id }: ApiKey | WithheldApiKey,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => AuditEventFilter, FILTER) filter: AuditEventFilter | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<LoggedEvent>> {
    return toConnection(await this.service.list(caller, args, filter, { apiKeyId: id }));
  }
}

/** The audit log of a process. */
@Resolver(() => Process)
export class ProcessAuditResolver {
  constructor(private readonly service: AuditEventService) {}

  @FieldResolver(() => AuditEventConnection, {
    nullable: true,
    description: 'What was done to the process and its API keys, and what these did; the newest entry first.',
  })
  async auditEvents(
    @Root() { id }: Process,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => AuditEventFilter, FILTER) filter: AuditEventFilter | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<LoggedEvent>> {
    return toConnection(await this.service.list(caller, args, filter, { processId: id }));
  }
}
