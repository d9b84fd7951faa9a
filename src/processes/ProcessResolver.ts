import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CallerContext, CallerOrganization } from '../access/Caller';
import type { Connection } from '../lists/Connection';
import { ConnectionArgs } from '../lists/ConnectionArgs';
import { toConnection } from '../lists/toConnection';
import { Organization } from '../organizations/Organization';
import type { OrganizationService } from '../organizations/OrganizationService';
import {
  CreateProcessInput,
  CreateProcessPayload,
  DeleteProcessInput,
  DeleteProcessPayload,
  ProcessFilter,
  UpdateProcessInput,
  UpdateProcessPayload,
} from './inputs';
import { Process, ProcessConnection } from './Process';
import type { ProcessService } from './ProcessService';

const FILTER = { nullable: true, description: 'Which ones.' };

/** The fields of the graph that belong to processes. */
@Resolver(() => Process)
export class ProcessResolver {
  constructor(
    private readonly service: ProcessService,
    private readonly organizations: OrganizationService,
  ) {}

  @Query(() => Process, { nullable: true, description: 'One process; null where there is none of this id.' })
  process(
    @Arg('id', () => ID, { description: 'Which process.' }) id: string,
    @Ctx() { caller }: CallerContext,
  ): Promise<Process | null> {
    return this.service.byId(caller, id);
  }

  @Query(() => ProcessConnection, { nullable: true, description: 'The processes that the caller may see, by name.' })
  async processes(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => ProcessFilter, FILTER) filter: ProcessFilter | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<Process>> {
    return toConnection(await this.service.list(caller, args, filter));
  }

  @FieldResolver(() => Organization, { description: 'The organization that the process belongs to.' })
  organization(@Root() _process: Process, @Ctx() { caller }: CallerContext): Promise<CallerOrganization> {
    return this.organizations.own(caller);
  }

  @Mutation(() => CreateProcessPayload, { nullable: true, description: 'Makes a process.' })
  async createProcess(
    @Arg('input', () => CreateProcessInput, { description: 'What it should be.' }) input: CreateProcessInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<CreateProcessPayload> {
    const { result, userErrors } = await this.service.createProcess(caller, input);
    return { process: result, userErrors };
  }

  @Mutation(() => UpdateProcessPayload, { nullable: true, description: 'Renames a process.' })
  async updateProcess(
    @Arg('input', () => UpdateProcessInput, { description: 'How to change it.' }) input: UpdateProcessInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<UpdateProcessPayload> {
    const { result, userErrors } = await this.service.updateProcess(caller, input);
    return { process: result, userErrors };
  }

  @Mutation(() => DeleteProcessPayload, {
    nullable: true,
    description: 'Deletes a process; its keys stop working at the next request.',
  })
  async deleteProcess(
    @Arg('input', () => DeleteProcessInput, { description: 'Which process.' }) input: DeleteProcessInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<DeleteProcessPayload> {
    const { result, userErrors } = await this.service.deleteProcess(caller, input);
    return { deletedProcessId: result, userErrors };
  }
}

/** The processes of an organization. */
@Resolver(() => Organization)
export class OrganizationProcessesResolver {
  constructor(private readonly service: ProcessService) {}

  @FieldResolver(() => ProcessConnection, {
    nullable: true,
    description: 'The processes of the organization that the caller may see, by name.',
  })
  async processes(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => ProcessFilter, FILTER) filter: ProcessFilter | null,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<Process>> {
    return toConnection(await this.service.list(caller, args, filter));
  }
}
