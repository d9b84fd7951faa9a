import type { Caller } from '../access/Caller';
import type { ScopeCatalogue } from '../access/ScopeName';
import { roleLaw } from '../access/subsetLaw';
import { type Clock, DAY_MS } from '../clock';
import { UserErrorCode } from '../errors';
import { type Changes, type Mutated, refused, type Wanted } from '../events/Changes';
import type { EventTarget } from '../events/Happened';
import { toUserError, UserError } from '../events/UserError';
import { newId } from '../id';
import type { ConnectionArgs } from '../lists/ConnectionArgs';
import type { Lists } from '../lists/Lists';
import type { Page } from '../lists/Page';
import { cleanEmail, EMAIL_RULE } from '../names';
import { newToken, tokenDigest } from '../newToken';
import { insertRow } from '../storage/insertRow';
import type { KeysetOrder } from '../storage/KeysetOrder';
import type { RunSql } from '../storage/Storage';
import type { Invitation } from './Invitation';
import type { InvitationLetters } from './InvitationLetters';
import type { DeleteInvitationInput, InviteMemberInput } from './inputs';

/** Units: days that an invitation can be accepted. */
const MAX_DAYS = 7;
/** Units: open invitations of one organization. */
const MAX_OPEN = 100;

const SELECT = '"id", "email", "role", "createdBy", "createdAt", "expiresAt"';
const FROM = '"invitation"';
const END_EARLIER = 'DELETE FROM "invitation" WHERE "organizationId" = $1 AND "email" = $2';
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

/** An invitation, and the link to accept it with where it is not mailed. */
export interface MadeInvitation {
  readonly invitation: Invitation;
  readonly link: string | null;
}

/** The rules about inviting people: nobody invites anybody to more than the own scopes. */
export class InvitationService {
  /**
   * @param publicUrl this server as the world calls it
   * @param letters null where no mail server is set
   */
  constructor(
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly lists: Lists,
    private readonly catalogue: ScopeCatalogue,
    private readonly publicUrl: () => string,
    private readonly letters: InvitationLetters | null,
  ) {}

  /** The open invitations of the caller's organization, the newest first. */
  list(caller: Caller, args: ConnectionArgs): Promise<Page<Invitation>> {
    const { organizationId } = caller;
    const name = { list: 'Invitation', order: 'CREATED_AT_DESC', organizationId };
    const where = [{ sql: '"organizationId" = ? AND "expiresAt" > ?', values: [organizationId, this.clock()] }];
    const source = { select: SELECT, from: FROM, where };
    return this.lists.page(caller, { name, source, order: NEWEST_FIRST }, args);
  }

  /**
   * Invites somebody; an earlier invitation of the same person ends. The link is mailed afterwards where a mail server is
   * set, and in the answer otherwise.
   */
  async inviteMember(caller: Caller, input: InviteMemberInput): Promise<Mutated<MadeInvitation>> {
    const token = newToken();
    const link = `${this.publicUrl()}/#/invitation/${token}`;
    const { result, userErrors } = await this.changes.by(
      caller,
      'invitation.created',
      async ({ sql }, also, present) => {
        const now = this.clock();
        const email = cleanEmail(input.email);
        const faults = await this.inviteFaults(sql, present, input, email);
        if (faults.length > 0 || email === null) return refused(null, ...faults);
        const excess = await this.letters?.excess(sql, caller, email);
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
          mailedAt: this.letters ? now : null,
          expiresAt: Math.min(now + MAX_DAYS * DAY_MS, present.expiresAt ?? Number.POSITIVE_INFINITY),
        };
        const open = await sql<OpenInvitation>(OPEN, [caller.organizationId, now]);
        await sql(END_EARLIER, [caller.organizationId, email]);
        await insertRow(sql, 'invitation', invitation);
        await this.letters?.put(sql, invitation, link);
        for (const earlier of open.filter((each) => each.email === email)) {
          also({ event: 'invitation.deleted', target: targetOf(earlier) });
        }
        return { target: targetOf(invitation), result: invitation, after: invitation };
      },
    );
    if (!result) return { result, userErrors };
    this.letters?.sendSoon();
    return { result: { invitation: result, link: this.letters ? null : link }, userErrors: [] };
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
}

function targetOf({ id, email }: OpenInvitation): EventTarget {
  return { id, name: email };
}
