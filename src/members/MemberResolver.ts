import { Args, Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { CallerContext } from '../access/caller';
import { type Connection, ConnectionArgs, toConnection } from '../graphql/connections';
import { Organization } from '../organizations/Organization';
import { type Member, MemberConnection } from './Member';
import type { MemberService } from './MemberService';

/** The fields of the graph that belong to members. */
@Resolver(() => Organization)
export class MemberResolver {
  constructor(private readonly service: MemberService) {}

  @FieldResolver(() => MemberConnection, { nullable: true, description: 'The people of the organization, by name.' })
  async members(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<Member>> {
    return toConnection(await this.service.list(caller, args));
  }
}
