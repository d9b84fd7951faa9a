import type { Caller, Origin } from '../access/Caller';
import type { Clock } from '../clock';
import { UserErrorCode } from '../errors';
import { type Announce, type Changes, type Mutated, NOTHING_TO_DO } from '../events/Changes';
import { UserError } from '../events/UserError';
import { newId } from '../id';
import { ownMemberships } from '../members/ownMemberships';
import type { User } from '../members/User';
import { cleanName, foldName, NAME_RULE } from '../names';
import type { PasswordCheck } from '../sessions/PasswordCheck';
import { passwordFault } from '../sessions/passwords';
import type { Proof, SessionService } from '../sessions/SessionService';
import type { StartedSession } from '../sessions/sessionRows';
import { takeOver } from '../sessions/takeOver';
import { insertRow } from '../storage/insertRow';
import type { RunSql, Storage } from '../storage/Storage';
import type { AcceptInvitationInput, InvitationOffer } from './inputs';
import { type OfferRow, offerRow } from './offerRow';

const USER = 'SELECT "id", "name", "passwordHash", "emailProvedAt" FROM "user" WHERE "email" = $1';
const MEMBERSHIP = 'SELECT "id" FROM "membership" WHERE "userId" = $1 AND "organizationId" = $2';

/** The accepting person. */
interface Accepting {
  readonly name: string;
  /** The digest that the person had when that was looked at: null for somebody new. */
  readonly heldDigest: string | null;
  /** The digest that the person will have: another one where the person chose a password. */
  readonly passwordHash: string;
}

/**
 * The rules about accepting an invitation. Its token works once. It proves who holds it where it was mailed, and to whom the
 * address belongs where nothing did before; otherwise it proves nothing. Source: decision 079.
 */
export class InvitationAcceptance {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly passwords: PasswordCheck,
    private readonly sessions: SessionService,
  ) {}

  /** What a token offers; null where it is good for nothing. */
  async offerOf(token: string): Promise<InvitationOffer | null> {
    return (await offerRow(this.storage.sql, token, this.clock())) ?? null;
  }

  /**
   * Makes the holder of the token a member, and starts a session. A person who has a password here gives it. Anybody
   * else chooses one, and so does a person who was mailed the link of an account whose address nothing proved.
   * Errors: `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.
   */
  async acceptInvitation(
    before: Caller | null,
    input: AcceptInvitationInput,
    origin: Origin,
  ): Promise<Mutated<StartedSession>> {
    const offer = await offerRow(this.storage.sql, input.token, this.clock());
    if (!offer) return refusal(NO_INVITATION);
    const accepting = await this.accepting(offer, input, origin);
    if (Array.isArray(accepting)) return refusal(...accepting);
    // Of two who accept at once, the second finds nothing.
    const { result: proof } = await this.changes.byStranger<Proof>(
      origin,
      'invitation.accepted',
      async ({ sql }, also) => {
        const stillThere = await offerRow(sql, input.token, this.clock());
        return stillThere ? this.join(sql, offer, accepting, also) : NOTHING_TO_DO;
      },
    );
    const session = proof && (await this.sessions.start(before, proof, origin));
    return session ? { result: session, userErrors: [] } : refusal(NO_INVITATION);
  }

  private async accepting(
    { email, mailedAt }: OfferRow,
    { token, name, password }: AcceptInvitationInput,
    origin: Origin,
  ): Promise<Accepting | UserError[]> {
    const { sql } = this.storage;
    const [known] = await sql<User>(USER, [email]);
    const isTakenOver = known?.emailProvedAt === null && mailedAt !== null;
    if (known && !isTakenOver) return this.acceptingAs(email, password, origin);
    const chosen = cleanName(name || (known?.name ?? ''));
    const fault = passwordFault(password);
    const faults = [
      ...(chosen === null ? [new UserError(UserErrorCode.INVALID, NAME_RULE, ['name'])] : []),
      ...(fault === null ? [] : [new UserError(UserErrorCode.INVALID, fault, ['password'])]),
    ];
    if (chosen === null || fault !== null) return faults;
    const isStillThere = async () => (await offerRow(sql, token, this.clock())) !== undefined;
    const passwordHash = await this.passwords.hash(email, password, origin.address, isStillThere);
    return passwordHash === null
      ? [NO_INVITATION]
      : { name: chosen, heldDigest: known?.passwordHash ?? null, passwordHash };
  }

  /** Somebody who has a password here proves to be that person: a link alone may have come to anybody. */
  private async acceptingAs(email: string, password: string, origin: Origin): Promise<Accepting | UserError[]> {
    const checked = await this.passwords.check(email, password, origin.address);
    const { user, isMatch } = checked;
    if (user && isMatch) {
      const { name, passwordHash } = await this.passwords.accept(user, password, origin.address);
      return { name, heldDigest: passwordHash, passwordHash };
    }
    const memberships = await ownMemberships(this.storage.sql, user?.id ?? '');
    await this.sessions.recordRefusal(checked, memberships, origin);
    return [WRONG_PASSWORD];
  }

  private async join(sql: RunSql, offer: OfferRow, accepting: Accepting, also: Announce) {
    const { id, email, organizationId, role } = offer;
    const { name, heldDigest, passwordHash } = accepting;
    const now = this.clock();
    const [known] = await sql<User>(USER, [email]);
    // Who became known in between, or has another password now, has proved nothing: the invitation stays.
    if ((known?.passwordHash ?? null) !== heldDigest) return NOTHING_TO_DO;
    const userId = known?.id ?? newId(now);
    if (!known) await this.insertUser(sql, userId, offer, accepting);
    else if (passwordHash !== heldDigest) await this.takeOver(sql, userId, accepting, also);
    const [there] = await sql<{ id: string }>(MEMBERSHIP, [userId, organizationId]);
    const membershipId = there?.id ?? newId(now);
    if (!there) await insertRow(sql, 'membership', { id: membershipId, userId, organizationId, role, createdAt: now });
    await sql('DELETE FROM "invitation" WHERE "id" = $1', [id]);
    const author = { organizationId, actor: { kind: 'MEMBER', id: membershipId, name } } as const;
    return { author, target: { id, name: email }, after: { role }, result: { userId, membershipId, passwordHash } };
  }

  private async insertUser(
    sql: RunSql,
    id: string,
    { email, mailedAt }: OfferRow,
    { name, passwordHash }: Accepting,
  ): Promise<void> {
    const now = this.clock();
    const emailProvedAt = mailedAt === null ? null : now;
    await insertRow(sql, 'user', {
      id,
      email,
      name,
      sortName: foldName(name),
      passwordHash,
      emailProvedAt,
      createdAt: now,
    });
  }

  /** Hands an account to the person to whom the link was mailed. */
  private async takeOver(
    sql: RunSql,
    userId: string,
    { name, passwordHash }: Accepting,
    also: Announce,
  ): Promise<void> {
    const memberships = await takeOver(sql, { id: userId, name, passwordHash }, this.clock());
    for (const { id, organizationId } of memberships) {
      also({ event: 'member.password_changed', target: { id, name }, organizationId });
    }
  }
}

const NO_INVITATION = new UserError(
  UserErrorCode.NOT_FOUND,
  'This invitation was used, withdrawn or replaced, or has expired.',
  ['token'],
);

const WRONG_PASSWORD = new UserError(
  UserErrorCode.INVALID,
  'Somebody signs in with this address already, and this is not the password. The operator can give another one.',
  ['password'],
);

function refusal(...userErrors: UserError[]): Mutated<StartedSession> {
  return { result: null, userErrors };
}
