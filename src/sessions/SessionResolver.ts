import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { CallerContext, SessionContext } from '../access/Caller';
import { handSession } from './handSession';
import {
  ChangePasswordInput,
  ChangePasswordPayload,
  SignInInput,
  SignInPayload,
  SignOutPayload,
  SwitchOrganizationInput,
  SwitchOrganizationPayload,
} from './inputs';
import type { SessionService } from './SessionService';

/** The fields of the graph about signing in and out. */
@Resolver()
export class SessionResolver {
  constructor(private readonly service: SessionService) {}

  @Query(() => Boolean, {
    description: 'Whether a person who signed in makes this request. For pages that have to ask before anybody did.',
  })
  isSignedIn(@Ctx() { caller }: SessionContext): boolean {
    return caller?.person !== undefined;
  }

  @Mutation(() => SignInPayload, {
    nullable: true,
    description: 'Signs a person in with e-mail address and password, and sets the cookie of the session.',
  })
  async signIn(
    @Arg('input', () => SignInInput, { description: 'Who.' }) input: SignInInput,
    @Ctx() context: SessionContext,
  ): Promise<SignInPayload> {
    const { result, userErrors } = await this.service.signIn(context.caller, input, context.origin);
    return { expiresAt: handSession(result, context), userErrors };
  }

  @Mutation(() => SignOutPayload, { nullable: true, description: 'Ends the session, at once. For people alone.' })
  async signOut(@Ctx() context: CallerContext & SessionContext): Promise<SignOutPayload> {
    await this.service.signOut(context.caller);
    context.setSessionToken(null);
    return { isSignedOut: true, userErrors: [] };
  }

  @Mutation(() => SwitchOrganizationPayload, {
    nullable: true,
    description: 'Goes on in another organization of the person, from the next request on. For people alone.',
  })
  async switchOrganization(
    @Arg('input', () => SwitchOrganizationInput, { description: 'Which one.' }) input: SwitchOrganizationInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<SwitchOrganizationPayload> {
    const { result, userErrors } = await this.service.switchOrganization(caller, input);
    return { organizationId: result, userErrors };
  }

  @Mutation(() => ChangePasswordPayload, {
    nullable: true,
    description: 'Changes the password of the person who asks, and ends the other sessions. For people alone.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The old one and the new one.' })
    input: ChangePasswordInput,
    @Ctx() context: CallerContext & SessionContext,
  ): Promise<ChangePasswordPayload> {
    const { result, userErrors } = await this.service.changePassword(context.caller, input);
    return {
      expiresAt: handSession(result, context),
      endedInvitationCount: result?.traces.invitationCount ?? 0,
      workingApiKeyCount: result?.traces.apiKeyCount ?? 0,
      userErrors,
    };
  }
}
