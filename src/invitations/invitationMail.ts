import type { Mail } from '../mail';
import { instantText } from '../scalars/DateTime';

/** Who invites whom to what. Units: `expiresAt` in epoch milliseconds. */
interface InvitationLetter {
  readonly to: string;
  readonly from: string;
  /** What the organization is called. */
  readonly organization: string;
  readonly expiresAt: number;
  readonly link: string;
}

/** The letter that invites somebody. Names are plain text in it, as everywhere. */
export function invitationMail({ to, from, organization, expiresAt, link }: InvitationLetter): Mail {
  const text = `${from} invites you to ${organization} at Latchkey.

Accept the invitation with this link. It works once, until ${instantText(expiresAt)}:

${link}

If you do not know what this is about, leave it be: nothing happens then.
`;
  return { to: { name: '', address: to }, subject: `Invitation to ${organization}`, text };
}
