import type { Caller, Origin } from '../access/Caller';
import type { Clock } from '../clock';
import { forPeopleOnly, UserErrorCode } from '../errors';
import { anonymousIn, type Changes, type Mutated, NOTHING_TO_DO, refused } from '../events/Changes';
import type { EventTarget } from '../events/Happened';
import { UserError } from '../events/UserError';
import type { ReportLoss } from '../log';
import { type OwnMembership, ownMemberships } from '../members/ownMemberships';
import { foldEmail } from '../names';
import type { Storage } from '../storage/Storage';
import { ceilingReached } from './ceilingReached';
import type { ChangePasswordInput, SignInInput, SwitchOrganizationInput } from './inputs';
import type { CheckedPassword, PasswordCheck } from './PasswordCheck';
import { passwordFault } from './passwords';
import { replacePassword } from './replacePassword';
import { CEILING } from './SignInLimits';
import { endSession, insertSession, type StartedSession, sessionRow } from './sessionRows';
import { type Traces, tracesOf } from './tracesOf';

const REFUSED_SIGN_IN = 'The e-mail address or the password is wrong.';

const PROVED = `
  SELECT m."id" FROM "membership" m JOIN "user" u ON u."id" = m."userId"
  WHERE m."id" = $1 AND u."id" = $2 AND u."passwordHash" = $3`;

/** What lets a person in: the digest of the password that the person gave, and the membership to begin with. */
export interface Proof {
  readonly userId: string;
  readonly membershipId: string;
  readonly passwordHash: string;
}

/** A session under the new password. Shape: `traces` as it was before the invitations ended. */
export interface ChangedPassword extends StartedSession {
  readonly traces: Traces;
}

/** The rules about signing in and out. A session is no API key, and an API key is no session. */
export class SessionService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly passwords: PasswordCheck,
    private readonly reportLoss: ReportLoss,
  ) {}

  /**
   * Starts a session for a person who knows the password; the session that came with the request, if any, has ended then.
   * Errors: `RATE_LIMITED`, `SERVICE_UNAVAILABLE`; the same user error whether the person or the password is unknown.
   */
  async signIn(
    before: Caller | null,
    { email, password }: SignInInput,
    origin: Origin,
  ): Promise<Mutated<StartedSession>> {
    const checked = await this.passwords.check(foldEmail(email), password, origin.address);
    const { user, isMatch } = checked;
    const memberships = await ownMemberships(this.storage.sql, user?.id ?? '');
    const [membership] = memberships;
    // A person without a membership gets the answer of a wrong password. The try counts as a failure.
    if (user && isMatch && membership) {
      const { id: userId, passwordHash } = await this.passwords.accept(user, password, origin.address);
      const proof = { userId, membershipId: membership.id, passwordHash };
      const session = await this.start(before, proof, origin);
      if (session) return { result: session, userErrors: [] };
    }
    await this.recordRefusal(checked, memberships, origin);
    return { result: null, userErrors: [new UserError(UserErrorCode.INVALID, REFUSED_SIGN_IN, [])] };
  }

  /**
   * Starts a session for a person who proved to be who that is.
   * Shape: null where the proof no longer holds: the password was changed, or the membership ended, meanwhile.
   */
  async start(
    before: Caller | null,
    { userId, membershipId, passwordHash }: Proof,
    origin: Origin,
  ): Promise<StartedSession | null> {
    const now = this.clock();
    const { result } = await this.changes.byStranger<StartedSession>(origin, 'session.started', async ({ sql }) => {
      if ((await sql(PROVED, [membershipId, userId, passwordHash])).length === 0) return NOTHING_TO_DO;
      if (before?.person) await endSession(sql, before.person.sessionId);
      const session = await insertSession(sql, { userId, membershipId, createdAt: now });
      const row = await sessionRow(sql, session.token);
      if (!row) return NOTHING_TO_DO;
      const { name, organizationId } = row;
      const author = { organizationId, actor: { kind: 'MEMBER', id: membershipId, name } } as const;
      return { author, target: { id: membershipId, name }, result: session };
    });
    return result;
  }

  /**
   * Records a wrong password of a person, or of nobody: the same write for both, so that nobody can tell them apart by
   * the time it takes. The organization of the person finds it in its audit log. Where the failures in a row reach the
   * ceiling, all organizations of the person and the operator are told.
   */
  async recordRefusal(
    { user, isCeiling }: CheckedPassword,
    memberships: readonly OwnMembership[],
    origin: Origin,
  ): Promise<void> {
    const [membership] = memberships;
    const target = membership ? { id: membership.id, name: null } : null;
    const author = anonymousIn(membership?.organizationId ?? null);
    const outcome = { author, ...refused(target, new UserError(UserErrorCode.INVALID, REFUSED_SIGN_IN, [])) };
    const reached = user && isCeiling ? user : null;
    await this.changes.byStranger(origin, 'session.started', async (transaction) => {
      // In the write that there is anyhow: another one would take time that tells who is there.
      if (reached) await this.changes.tell(transaction, ceilingReached(reached, memberships, origin, this.clock()));
      return outcome;
    });
    if (reached) {
      this.reportLoss('somebody may be guessing a password', { user: reached.id, failureCount: CEILING });
    }
  }

  /** Ends the session of the caller. Errors: `FORBIDDEN` for an API key. */
  async signOut(caller: Caller): Promise<void> {
    const { person } = caller;
    if (!person) throw forPeopleOnly();
    await this.changes.by({ ...caller, stillHolds: undefined }, 'session.ended', async ({ sql }) => {
      await endSession(sql, person.sessionId);
      return { target: memberOf(caller), result: null };
    });
  }

  /** Goes on in another organization of the person, from the next request on. Errors: `FORBIDDEN` for an API key. */
  async switchOrganization(caller: Caller, { organizationId }: SwitchOrganizationInput): Promise<Mutated<string>> {
    const { person } = caller;
    if (!person) throw forPeopleOnly();
    if (organizationId === caller.organizationId) return { result: organizationId, userErrors: [] };
    return this.changes.by(caller, 'session.switched', async ({ sql }) => {
      const memberships = await ownMemberships(sql, person.userId);
      const membership = memberships.find((each) => each.organizationId === organizationId);
      if (!membership) {
        const message = 'There is no such organization of yours.';
        return refused(null, new UserError(UserErrorCode.NOT_FOUND, message, ['organizationId']));
      }
      await sql('UPDATE "session" SET "membershipId" = $1 WHERE "id" = $2', [membership.id, person.sessionId]);
      return { target: { id: membership.id, name: caller.name }, result: organizationId };
    });
  }

  /**
   * Changes the password of the person. Every session ends, and every open invitation that the person made; the caller's own
   * session goes on under a new token. API keys that the person made go on, and are counted.
   * Errors: `FORBIDDEN` for an API key, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.
   */
  async changePassword(caller: Caller, input: ChangePasswordInput): Promise<Mutated<ChangedPassword>> {
    const { person } = caller;
    if (!person) throw forPeopleOnly();
    const { currentPassword } = input;
    const { user, isMatch } = await this.passwords.check(person.email, currentPassword, caller.address);
    if (user && isMatch) await this.passwords.accept(user, currentPassword, caller.address);
    const fault = passwordFault(input.newPassword);
    const { email } = person;
    const isAcceptable = isMatch && fault === null;
    const digest = isAcceptable ? await this.passwords.hash(email, input.newPassword, caller.address) : null;
    return this.changes.by(caller, 'member.password_changed', async ({ sql }, also) => {
      const target = memberOf(caller);
      if (digest === null) return refused(target, ...passwordErrors(isMatch, fault));
      const traces = await tracesOf(sql, person.userId, this.clock());
      for (const { id, organizationId } of await replacePassword(sql, person.userId, digest)) {
        if (id !== target.id) also({ event: 'member.password_changed', target: { ...target, id }, organizationId });
      }
      const session = { userId: person.userId, membershipId: target.id, createdAt: this.clock() };
      return { target, result: { ...(await insertSession(sql, session)), traces } };
    });
  }
}

/** The membership of a person who signed in. */
function memberOf({ id, name }: Caller): EventTarget {
  return { id: id ?? '', name };
}

function passwordErrors(isMatch: boolean, fault: string | null): UserError[] {
  const wrong = new UserError(UserErrorCode.INVALID, 'This is not your password.', ['currentPassword']);
  const bad = fault === null ? [] : [new UserError(UserErrorCode.INVALID, fault, ['newPassword'])];
  return [...(isMatch ? [] : [wrong]), ...bad];
}
