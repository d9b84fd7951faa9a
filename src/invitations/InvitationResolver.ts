import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import type { CallerContext, SessionContext } from '../access/Caller';
import type { Connection } from '../lists/Connection';
import { ConnectionArgs } from '../lists/ConnectionArgs';
import { toConnection } from '../lists/toConnection';
import { Organization } from '../organizations/Organization';
import { handSession } from '../sessions/handSession';
import { type Invitation, InvitationConnection } from './Invitation';
import type { InvitationAcceptance } from './InvitationAcceptance';
import type { InvitationService } from './InvitationService';
import {
  AcceptInvitationInput,
  AcceptInvitationPayload,
  DeleteInvitationInput,
  DeleteInvitationPayload,
  InvitationOffer,
  InviteMemberInput,
  InviteMemberPayload,
} from './inputs';

/** The fields of the graph about inviting people. */
@Resolver(() => Organization)
export class InvitationResolver {
  constructor(
    private readonly service: InvitationService,
    private readonly acceptance: InvitationAcceptance,
  ) {}

  @FieldResolver(() => InvitationConnection, {
    nullable: true,
    description: 'The invitations that were not accepted yet, the newest first.',
  })
  async invitations(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<Invitation>> {
    return toConnection(await this.service.list(caller, args));
  }

  @Query(() => InvitationOffer, {
    nullable: true,
    description: 'What the token of an invitation offers; null where it was used or withdrawn, or has expired.',
  })
  invitation(
    @Arg('token', () => String, { description: 'The token, to be sent in a variable.' }) token: string,
  ): Promise<InvitationOffer | null> {
    return this.acceptance.offerOf(token);
  }

  @Mutation(() => InviteMemberPayload, {
    nullable: true,
    description: 'Invites a person; an earlier invitation of the same person ends.',
  })
  async inviteMember(
    @Arg('input', () => InviteMemberInput, { description: 'Whom, and to what.' }) input: InviteMemberInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<InviteMemberPayload> {
    const { result, userErrors } = await this.service.inviteMember(caller, input);
    return { invitation: result?.invitation ?? null, link: result?.link ?? null, userErrors };
  }

  @Mutation(() => DeleteInvitationPayload, {
    nullable: true,
    description: 'Withdraws an invitation: it can be accepted no more.',
  })
  async deleteInvitation(
    @Arg('input', () => DeleteInvitationInput, { description: 'Which one.' }) input: DeleteInvitationInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<DeleteInvitationPayload> {
    const { result, userErrors } = await this.service.deleteInvitation(caller, input);
    return { deletedInvitationId: result, userErrors };
  }

  @Mutation(() => AcceptInvitationPayload, {
    nullable: true,
    description: "Makes the holder of an invitation's token a member, once, and signs the person in.",
  })
  async acceptInvitation(
    @Arg('input', () => AcceptInvitationInput, { description: 'Who.' }) input: AcceptInvitationInput,
    @Ctx() context: SessionContext,
  ): Promise<AcceptInvitationPayload> {
    const { result, userErrors } = await this.acceptance.acceptInvitation(context.caller, input, context.origin);
    return { expiresAt: handSession(result, context), userErrors };
  }
}
