import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { CallerContext, CallerOrganization } from '../access/Caller';
import { UpdateOrganizationInput, UpdateOrganizationPayload } from './inputs';
import { Organization } from './Organization';
import type { OrganizationService } from './OrganizationService';

/** The fields of the graph that belong to organizations. */
@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(private readonly organizations: OrganizationService) {}

  @Query(() => Organization, { description: "The caller's organization." })
  organization(@Ctx() { caller }: CallerContext): Promise<CallerOrganization> {
    return this.organizations.own(caller);
  }

  @Mutation(() => UpdateOrganizationPayload, { nullable: true, description: 'Renames the organization.' })
  async updateOrganization(
    @Arg('input', () => UpdateOrganizationInput, { description: 'How to change it.' }) input: UpdateOrganizationInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<UpdateOrganizationPayload> {
    const { result, userErrors } = await this.organizations.updateOrganization(caller, input);
    return { organization: result, userErrors };
  }
}
