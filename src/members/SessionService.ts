import { type Caller, type Origin, scopesOfRole } from '../access/caller';
import { SCOPE, type ScopeCatalogue, type ScopeName } from '../access/scopes';
import { eventOf, insertAuditEvent } from '../audit/AuditEvent';
import { type Mutated, mutate, refused } from '../audit/mutate';
import { UserError } from '../audit/UserError';
import type { Clock } from '../clock';
import { AppError, forPeopleOnly, UserErrorCode } from '../errors';
import type { Complain } from '../log';
import { Sweeper } from '../storage/Sweeper';
import type { Storage } from '../storage/storage';
import { type OwnMembership, ownMemberships } from './ownMemberships';
import type { PasswordCheck } from './PasswordCheck';
import { hashPassword, passwordFault } from './passwords';
import type { ChangePasswordInput, SignInInput, SwitchOrganizationInput, ViewerMembership } from './sessionInputs';
import {
  DELETE_SESSIONS,
  endSession,
  endSessionsOfUser,
  insertSession,
  isLive,
  lifetimeEnd,
  oldestStart,
  type SessionRow,
  type StartedSession,
  sessionRow,
} from './sessionRows';

/** Units: milliseconds by which `lastSeenAt` may lag. */
const LAST_SEEN_LAG_MS = 60_000;

const REFUSED_SIGN_IN = 'The e-mail address or the password is wrong.';

/** The rules about signing in and out. A session is no API key, and an API key is no session. */
export class SessionService {
  private readonly scopesByRole: Readonly<Record<string, ReadonlySet<ScopeName>>>;
  private readonly sweeper: Sweeper;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    catalogue: ScopeCatalogue,
    private readonly passwords: PasswordCheck,
    private readonly complain: Complain,
  ) {
    this.sweeper = new Sweeper(storage, DELETE_SESSIONS);
    const scopesOf = (role: 'ADMIN' | 'USER') => scopesOfRole(role, catalogue, SCOPE.processRead);
    this.scopesByRole = { ADMIN: scopesOf('ADMIN'), USER: scopesOf('USER') };
  }

  /** The person whose session has that token; null where there is no such session, or it has ended. */
  async callerOf(token: string, origin: Origin): Promise<Caller | null> {
    const row = await sessionRow(this.storage.sql, token);
    const now = this.clock();
    if (!row || !isLive(row, now)) return null;
    if (now - row.lastSeenAt >= LAST_SEEN_LAG_MS) this.seen(row, now);
    return this.callerFrom(row, token, origin);
  }

  /**
   * Starts a session for whoever knows a password; the session that came with the request, if any, has ended then.
   * Errors: `RATE_LIMITED`, `SERVICE_UNAVAILABLE`; the same user error whether the person or the password is unknown.
   */
  async signIn(
    before: Caller | null,
    { email, password }: SignInInput,
    origin: Origin,
  ): Promise<Mutated<StartedSession>> {
    const account = email.trim().toLowerCase();
    const { user, isMatch } = await this.passwords.check(account, password, origin.address);
    const [membership] = await ownMemberships(this.storage.sql, user?.id ?? '');
    if (user && isMatch && membership) {
      return this.start(before, { userId: user.id, membershipId: membership.id }, origin);
    }
    await this.recordRefusal(membership, origin);
    return { result: null, userErrors: [new UserError(UserErrorCode.INVALID, REFUSED_SIGN_IN, [])] };
  }

  /** Starts a session in an organization, for a person who proved to be who that is. */
  async start(
    before: Caller | null,
    { userId, membershipId }: { readonly userId: string; readonly membershipId: string },
    origin: Origin,
  ): Promise<Mutated<StartedSession>> {
    const now = this.clock();
    await this.sweeper.sweep(now, oldestStart(now));
    return this.storage.write(async ({ sql }) => {
      if (before?.person) await endSession(sql, before.person.sessionId);
      const session = await insertSession(sql, { userId, membershipId, createdAt: now });
      const row = await sessionRow(sql, session.token);
      if (!row) throw new AppError('UNAUTHENTICATED');
      const caller = this.callerFrom(row, session.token, origin);
      await insertAuditEvent(sql, {
        ...eventOf(caller, 'signIn', now),
        targetId: caller.id,
        outcome: 'SUCCESS',
        codes: '',
      });
      return { result: session, userErrors: [] };
    });
  }

  /** Ends the session of the caller. */
  async signOut(caller: Caller): Promise<void> {
    const { person } = caller;
    if (!person) throw forPeopleOnly();
    await mutate(this.storage, this.clock, { ...caller, stillHolds: undefined }, 'signOut', async ({ sql }) => {
      await endSession(sql, person.sessionId);
      return { targetId: caller.id ?? '', result: null };
    });
  }

  /** Goes on in another organization of the person, from the next request on. */
  switchOrganization(caller: Caller, { organizationId }: SwitchOrganizationInput): Promise<Mutated<string>> {
    const { person } = caller;
    if (!person) throw forPeopleOnly();
    return mutate(this.storage, this.clock, caller, 'switchOrganization', async ({ sql }) => {
      const memberships = await ownMemberships(sql, person.userId);
      const membership = memberships.find((each) => each.organizationId === organizationId);
      if (!membership) {
        const message = 'There is no such organization of yours.';
        return refused(null, new UserError(UserErrorCode.NOT_FOUND, message, ['organizationId']));
      }
      await sql('UPDATE "session" SET "membershipId" = $1 WHERE "id" = $2', [membership.id, person.sessionId]);
      return { targetId: membership.id, result: organizationId };
    });
  }

  /**
   * Changes the password of the person. Every session ends; the caller's own goes on under a new token.
   * Errors: `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.
   */
  async changePassword(caller: Caller, input: ChangePasswordInput): Promise<Mutated<StartedSession>> {
    const { person } = caller;
    if (!person) throw forPeopleOnly();
    const { isMatch } = await this.passwords.check(person.email, input.currentPassword, caller.address);
    const fault = passwordFault(input.newPassword);
    const digest = isMatch && fault === null ? await hashPassword(input.newPassword) : null;
    return mutate(this.storage, this.clock, caller, 'changePassword', async ({ sql }) => {
      const id = caller.id ?? '';
      if (digest === null) return refused(id, ...passwordErrors(isMatch, fault));
      await sql('UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2', [digest, person.userId]);
      await endSessionsOfUser(sql, person.userId);
      const session = { userId: person.userId, membershipId: id, createdAt: this.clock() };
      return { targetId: id, result: await insertSession(sql, session) };
    });
  }

  /** The organizations of the person who asks; none of anybody else. */
  async membershipsOf({ person, organizationId }: Caller): Promise<ViewerMembership[]> {
    if (!person) return [];
    const rows = await ownMemberships(this.storage.sql, person.userId);
    return rows.map((row) => ({ ...row, isCurrent: row.organizationId === organizationId }));
  }

  /** The request does not wait for it, nor fail with it. */
  private seen({ id }: SessionRow, now: number): void {
    const write = this.storage.write(({ sql }) =>
      sql('UPDATE "session" SET "lastSeenAt" = $1 WHERE "id" = $2', [now, id]),
    );
    write.catch((error) => this.complain('that a session was used could not be written down', { err: error }));
  }

  private callerFrom(row: SessionRow, token: string, { address, requestId }: Origin): Caller {
    return {
      kind: 'MEMBER',
      id: row.membershipId,
      name: row.name,
      organizationId: row.organizationId,
      processId: null,
      scopes: this.scopesByRole[row.role] ?? new Set(),
      expiresAt: null,
      tokenExpiresAt: lifetimeEnd(row),
      apiKeyId: null,
      person: { userId: row.userId, email: row.email, sessionId: row.id },
      organization: { id: row.organizationId, name: row.organizationName, createdAt: row.organizationCreatedAt },
      stillHolds: async (sql) => {
        const now = await sessionRow(sql, token);
        if (!now || !isLive(now, this.clock())) return false;
        return now.membershipId === row.membershipId && now.role === row.role;
      },
      address,
      requestId,
    };
  }

  /** Written whoever was asked for, so that nobody can tell by the time it takes. */
  private async recordRefusal(membership: OwnMembership | undefined, origin: Origin): Promise<void> {
    const nobody = { kind: 'ANONYMOUS', id: null, name: 'anonymous', organizationId: membership?.organizationId ?? '' };
    const event = eventOf({ ...nobody, ...origin }, 'signIn', this.clock());
    const outcome = { targetId: membership?.id ?? null, outcome: 'REFUSED', codes: UserErrorCode.INVALID } as const;
    await this.storage.write(({ sql }) => insertAuditEvent(sql, { ...event, ...outcome }));
  }
}

function passwordErrors(isMatch: boolean, fault: string | null): UserError[] {
  const wrong = new UserError(UserErrorCode.INVALID, 'This is not your password.', ['currentPassword']);
  const bad = fault === null ? [] : [new UserError(UserErrorCode.INVALID, fault, ['newPassword'])];
  return [...(isMatch ? [] : [wrong]), ...bad];
}
