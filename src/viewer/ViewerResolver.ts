import { Ctx, FieldResolver, Query, Resolver } from 'type-graphql';
import type { CallerContext, CallerOrganization } from '../access/Caller';
import type { MemberService } from '../members/MemberService';
import { ViewerMembership } from '../members/ViewerMembership';
import { Organization } from '../organizations/Organization';
import type { OrganizationService } from '../organizations/OrganizationService';
import { Process } from '../processes/Process';
import type { ProcessService } from '../processes/ProcessService';
import { Viewer } from './Viewer';
import { viewerOf } from './viewerOf';

/** The fields of the graph about the caller itself. */
@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly processes: ProcessService,
    private readonly members: MemberService,
  ) {}

  @Query(() => Viewer, { description: 'The caller of this request.' })
  viewer(@Ctx() { caller }: CallerContext): Viewer {
    return viewerOf(caller);
  }

  @FieldResolver(() => Organization, { description: "The caller's organization." })
  organization(@Ctx() { caller }: CallerContext): Promise<CallerOrganization> {
    return this.organizations.own(caller);
  }

  @FieldResolver(() => Process, {
    nullable: true,
    description: 'The process that the caller is confined to; null where it may reach the whole organization.',
  })
  async process(@Ctx() { caller }: CallerContext): Promise<Process | null> {
    return caller.processId === null ? null : this.processes.byId(caller, caller.processId);
  }

  @FieldResolver(() => [ViewerMembership], {
    description: 'The organizations of the person who signed in, the longest first; empty for a key.',
  })
  memberships(@Ctx() { caller }: CallerContext): Promise<ViewerMembership[]> {
    return this.members.membershipsOf(caller);
  }
}
