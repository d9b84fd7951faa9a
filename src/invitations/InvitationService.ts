import type { Caller } from '../access/Caller';
import type { ScopeCatalogue } from '../access/ScopeName';
import { roleLaw } from '../access/subsetLaw';
import { type Clock, DAY_MS } from '../clock';
import { AppError, UserErrorCode } from '../errors';
import { type Changes, type Mutated, refused, type Wanted } from '../events/Changes';
import type { EventTarget } from '../events/Happened';
import { toUserError, UserError } from '../events/UserError';
import { newId } from '../id';
import { countTry, type Limit, subjectOf, takeBack } from '../limits/countTry';
import type { Cursors } from '../lists/Cursors';
import { type ConnectionArgs, type Page, readPage } from '../lists/connections';
import type { Complain } from '../log';
import type { SendMail } from '../mail';
import { cleanEmail, EMAIL_RULE } from '../names';
import type { OrganizationService } from '../organizations/OrganizationService';
import { newToken, tokenDigest } from '../randomToken';
import { insertRow } from '../storage/insertRow';
import type { KeysetOrder } from '../storage/keyset';
import type { RunSql, Storage } from '../storage/storage';
import type { Invitation } from './Invitation';
import type { DeleteInvitationInput, InviteMemberInput } from './inputs';
import { invitationMail } from './invitationMail';

/** Units: days that an invitation can be accepted. */
const MAX_DAYS = 7;
/** Letters of one organization to one address. */
const LETTERS: Limit = { name: 'letters', tries: 5, spanMs: 3_600_000 };
const TOO_MANY_LETTERS = 'This person was sent several invitations within the last hour: wait a little.';
/** Letters of one organization, whoever they go to: it may not write to the whole world by withdrawing each invitation. */
const ALL_LETTERS: Limit = { name: 'all letters', tries: 200, spanMs: DAY_MS };
const TOO_MANY_IN_ALL = `The organization sent ${ALL_LETTERS.tries} invitations within the last day: wait until tomorrow.`;
/** Units: open invitations of one organization. */
const MAX_OPEN = 100;

const SELECT = '"id", "email", "role", "createdBy", "createdAt", "expiresAt"';
const FROM = '"invitation"';
const END_EARLIER = 'DELETE FROM "invitation" WHERE "organizationId" = $1 AND ("email" = $2 OR "expiresAt" <= $3)';
const OPEN = 'SELECT "id", "email" FROM "invitation" WHERE "organizationId" = $1 AND "expiresAt" > $2';
const MEMBER = `
  SELECT m."id" FROM "membership" m JOIN "user" u ON u."id" = m."userId"
  WHERE m."organizationId" = $1 AND u."email" = $2`;

const NEWEST_FIRST: KeysetOrder<Invitation> = {
  column: '"createdAt"',
  id: '"id"',
  direction: 'DESC',
  positionOf: (row) => [row.createdAt, row.id],
};

type OpenInvitation = Pick<Invitation, 'id' | 'email'>;

/** An invitation, and the link to accept it with where it was not mailed. */
export interface MadeInvitation {
  readonly invitation: Invitation;
  readonly link: string | null;
}

/** How people hear of invitations. `publicUrl`: this server as the world calls it. */
export interface InvitationPost {
  readonly publicUrl: () => string;
  /** Null where no mail server is set. */
  readonly sendMail: SendMail | null;
  readonly complain: Complain;
}

/** The rules about inviting people: nobody invites anybody to more than the own scopes. */
export class InvitationService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly cursors: Cursors,
    private readonly catalogue: ScopeCatalogue,
    private readonly organizations: OrganizationService,
    private readonly post: InvitationPost,
  ) {}

  /** The open invitations of the caller's organization, the newest first. */
  list({ organizationId }: Caller, args: ConnectionArgs): Promise<Page<Invitation>> {
    const name = { list: 'Invitation', order: 'CREATED_AT_DESC', organizationId };
    const where = [{ sql: '"organizationId" = ? AND "expiresAt" > ?', values: [organizationId, this.clock()] }];
    const source = { select: SELECT, from: FROM, where };
    return readPage(this.storage, this.cursors, { name, source, order: NEWEST_FIRST }, args);
  }

  /**
   * Invites somebody; an earlier invitation of the same person ends. It is mailed, or its link is in the answer.
   * Errors: `SERVICE_UNAVAILABLE` where it cannot be mailed; there is no invitation then.
   */
  async inviteMember(caller: Caller, input: InviteMemberInput): Promise<Mutated<MadeInvitation>> {
    const token = newToken();
    const { result, userErrors } = await this.changes.by(caller, 'invitation.created', async ({ sql }, also) => {
      const now = this.clock();
      const email = cleanEmail(input.email);
      const faults = await this.inviteFaults(sql, caller, input, email);
      if (faults.length > 0 || email === null) return refused(null, ...faults);
      const excess = this.post.sendMail && (await this.excessOfLetters(sql, caller, email));
      if (excess) return refused(null, excess);
      const invitation = {
        id: newId(now),
        organizationId: caller.organizationId,
        email,
        role: input.role,
        tokenDigest: tokenDigest(token),
        createdById: caller.id ?? '',
        createdBy: caller.name,
        createdAt: now,
        expiresAt: Math.min(now + MAX_DAYS * DAY_MS, caller.expiresAt ?? Number.POSITIVE_INFINITY),
      };
      const open = await sql<OpenInvitation>(OPEN, [caller.organizationId, now]);
      await sql(END_EARLIER, [caller.organizationId, email, now]);
      await insertRow(sql, 'invitation', invitation);
      for (const earlier of open.filter((each) => each.email === email)) {
        await also({ event: 'invitation.deleted', target: targetOf(earlier) });
      }
      return { target: targetOf(invitation), result: invitation, after: invitation };
    });
    if (!result) return { result, userErrors };
    const link = `${this.post.publicUrl()}/#/invitation/${token}`;
    const isMailed = this.post.sendMail !== null;
    if (isMailed) await this.mail(caller, result, link);
    return { result: { invitation: result, link: isMailed ? null : link }, userErrors: [] };
  }

  /** Withdraws an invitation: its token is good for nothing from then on. */
  deleteInvitation(caller: Caller, { id }: DeleteInvitationInput): Promise<Mutated<string>> {
    return this.changes.toOne(caller, 'invitation.deleted', this.wanted(caller, id), async ({ sql }, invitation) => {
      await sql('DELETE FROM "invitation" WHERE "id" = $1', [id]);
      return { target: targetOf(invitation), result: id };
    });
  }

  private wanted({ organizationId }: Caller, id: string): Wanted<OpenInvitation> {
    const find = async (sql: RunSql): Promise<OpenInvitation | undefined> => {
      const open = await sql<OpenInvitation>(OPEN, [organizationId, this.clock()]);
      return open.find((each) => each.id === id);
    };
    return { noun: 'invitation', find };
  }

  /** Counts a letter that is about to be sent. Shape: why it may not be; then it does not count. */
  private async excessOfLetters(sql: RunSql, { organizationId }: Caller, email: string): Promise<UserError | null> {
    const now = this.clock();
    const [ofPerson, ofAll] = letterSubjects(organizationId, email);
    const isOverForPerson = await countTry(sql, LETTERS, ofPerson, now);
    const isOver = await countTry(sql, ALL_LETTERS, ofAll, now);
    if (!isOverForPerson && !isOver) return null;
    await takeBackLetter(sql, organizationId, email);
    return isOverForPerson
      ? new UserError(UserErrorCode.LIMIT_REACHED, TOO_MANY_LETTERS, ['email'])
      : new UserError(UserErrorCode.LIMIT_REACHED, TOO_MANY_IN_ALL, []);
  }

  private async inviteFaults(
    sql: RunSql,
    caller: Caller,
    { role }: InviteMemberInput,
    email: string | null,
  ): Promise<UserError[]> {
    const excess = roleLaw(caller, role, this.catalogue).map(toUserError);
    if (email === null) return [new UserError(UserErrorCode.INVALID, EMAIL_RULE, ['email']), ...excess];
    const { organizationId } = caller;
    const now = this.clock();
    const members = await sql(MEMBER, [organizationId, email]);
    const others = (await sql<OpenInvitation>(OPEN, [organizationId, now])).filter((each) => each.email !== email);
    const isMember = new UserError(UserErrorCode.INVALID, 'This person is a member already.', ['email']);
    const isFull = new UserError(UserErrorCode.LIMIT_REACHED, `There are ${MAX_OPEN} open invitations already.`, []);
    return [...excess, ...(members.length > 0 ? [isMember] : []), ...(others.length >= MAX_OPEN ? [isFull] : [])];
  }

  /** The mailbox proves who accepts: a link that cannot be mailed is handed to nobody else. */
  private async mail(caller: Caller, { id, email, expiresAt }: Invitation, link: string): Promise<void> {
    const { sendMail, complain } = this.post;
    const organization = await this.organizations.own(caller);
    try {
      await sendMail?.(invitationMail({ to: email, from: caller.name, organization, expiresAt, link }));
    } catch (error) {
      complain('an invitation could not be mailed', { err: error });
      // There is no invitation then, even where the caller's session or key has ended meanwhile.
      await this.deleteInvitation({ ...caller, stillHolds: undefined }, { id });
      await this.storage.write(({ sql }) => takeBackLetter(sql, caller.organizationId, email));
      throw new AppError('SERVICE_UNAVAILABLE', 'The invitation could not be mailed. Wait, then try again.');
    }
  }
}

function targetOf({ id, email }: OpenInvitation): EventTarget {
  return { id, name: email };
}

/** What letters are counted by: those to one person, and all of the organization. */
function letterSubjects(organizationId: string, email: string): [string, string] {
  return [subjectOf(LETTERS, organizationId, email), subjectOf(ALL_LETTERS, organizationId)];
}

async function takeBackLetter(sql: RunSql, organizationId: string, email: string): Promise<void> {
  for (const subject of letterSubjects(organizationId, email)) await takeBack(sql, subject);
}
