import type { Caller } from '../access/Caller';
import { type Clock, DAY_MS } from '../clock';
import { UserErrorCode } from '../errors';
import { UserError } from '../events/UserError';
import { countTry, type Limit, subjectOf, takeBack } from '../limits/countTry';
import type { Outbox } from '../outbox/Outbox';
import type { RunSql } from '../storage/Storage';
import type { Invitation } from './Invitation';
import { invitationMail } from './invitationMail';

/** Limit for letters of one organization to one address. */
const LETTERS: Limit = { name: 'letters', tries: 5, spanMs: 3_600_000 };
const TOO_MANY_LETTERS = 'This person was sent several invitations within the last hour: wait a little.';
/** Limit for all letters of one organization. Withdrawing an invitation does not raise the limit. */
const ALL_LETTERS: Limit = { name: 'all letters', tries: 200, spanMs: DAY_MS };
const TOO_MANY_IN_ALL = `The organization sent ${ALL_LETTERS.tries} invitations within the last day: wait until tomorrow.`;

const ORGANIZATION = 'SELECT "name" FROM "organization" WHERE "id" = $1';

/** The letters that tell people of invitations. The mailbox proves who accepts: the link is handed to nobody else. */
export class InvitationLetters {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** Counts a letter that is about to be put into the outbox. Shape: why it may not be; then it does not count. */
  async excess(sql: RunSql, { organizationId }: Caller, email: string): Promise<UserError | null> {
    const now = this.clock();
    const ofPerson = subjectOf(LETTERS, organizationId, email);
    const ofAll = subjectOf(ALL_LETTERS, organizationId);
    const isOverForPerson = await countTry(sql, LETTERS, ofPerson, now);
    const isOver = await countTry(sql, ALL_LETTERS, ofAll, now);
    if (!isOverForPerson && !isOver) return null;
    for (const subject of [ofPerson, ofAll]) await takeBack(sql, subject);
    return isOverForPerson
      ? new UserError(UserErrorCode.LIMIT_REACHED, TOO_MANY_LETTERS, ['email'])
      : new UserError(UserErrorCode.LIMIT_REACHED, TOO_MANY_IN_ALL, []);
  }

  /** Puts the letter of an invitation into the outbox, in the transaction that makes the invitation. */
  async put(sql: RunSql, { id, organizationId, email, createdBy, expiresAt }: Invitation, link: string): Promise<void> {
    const [organization] = await sql<{ name: string }>(ORGANIZATION, [organizationId]);
    const letter = { to: email, from: createdBy, organization: organization?.name ?? '', expiresAt, link };
    await this.outbox.putMail(sql, invitationMail(letter), { id, endsAt: expiresAt });
  }

  /** Wakes the courier. It is called after the transaction. */
  sendSoon(): void {
    this.outbox.sendSoon();
  }
}
