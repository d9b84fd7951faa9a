import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import type { Connection } from '../lists/Connection';
import { ConnectionArgs } from '../lists/ConnectionArgs';
import { toConnection } from '../lists/toConnection';
import { Organization } from '../organizations/Organization';
import { RemoveMemberInput, RemoveMemberPayload, UpdateMemberInput, UpdateMemberPayload } from './inputs';
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

  @Mutation(() => UpdateMemberPayload, { nullable: true, description: 'Gives a member another role.' })
  async updateMember(
    @Arg('input', () => UpdateMemberInput, { description: 'How to change whom.' }) input: UpdateMemberInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<UpdateMemberPayload> {
    const { result, userErrors } = await this.service.updateMember(caller, input);
    return { member: result, userErrors };
  }

  @Mutation(() => RemoveMemberPayload, {
    nullable: true,
    description: "Takes a person out of the organization; the person's sessions in it end at the next request.",
  })
  async removeMember(
    @Arg('input', () => RemoveMemberInput, { description: 'Whom.' }) input: RemoveMemberInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<RemoveMemberPayload> {
    const { result, userErrors } = await this.service.removeMember(caller, input);
    return { removedMemberId: result, userErrors };
  }
}
