import type { Mail } from '../mail';
import { instantText } from '../scalars/DateTime';

/** What mail programs make links of within a word, the dots of domains in other scripts included. */
const LINKING = /[.:/\\@\u3002\uff0e\uff61](?! |$)/gu;
/** What would end the line or the quotation. */
const ENDS_OF_LINE = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const QUOTATION_MARKS = /["“”„‟«»]/gu;

/** Who invites whom to what. Units: `expiresAt` in epoch milliseconds. */
interface InvitationLetter {
  readonly to: string;
  readonly from: string;
  /** What the organization is called. */
  readonly organization: string;
  readonly expiresAt: number;
  readonly link: string;
}

/**
 * The letter that invites somebody. The operator's mail server vouches for it, so the words of the inviting organization
 * are two quotations in it: no part of the subject, and nothing that a mail program makes a link of. Source: decision 081.
 */
export function invitationMail({ to, from, organization, expiresAt, link }: InvitationLetter): Mail {
  const text = `You are invited to an organization at Latchkey.

Accept the invitation with this link. It works once, until ${instantText(expiresAt)}:

${link}

The organization calls itself: ${quoted(organization)}
Who invites you is called: ${quoted(from)}

Nobody checked these two names. If you do not know what this is about, leave it be: nothing happens then.
`;
  return { to: { name: '', address: to }, subject: 'You are invited to Latchkey', text };
}

/** A name that somebody chose, on one line. Shape: e.g. `“St. Gallen, evil. example”`. */
function quoted(name: string): string {
  const line = name.replace(ENDS_OF_LINE, ' ').replace(QUOTATION_MARKS, "'");
  return `“${line.replace(LINKING, '$& ')}”`;
}
