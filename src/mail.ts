import type { Config } from './config';

/** A letter of plain text. */
export interface Mail {
  /** An address alone, which nothing in it makes several. */
  readonly to: { readonly name: ''; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

/** How a letter is handed over. */
export interface Posting {
  /** The same for each try, so that whoever gets a letter twice can tell. */
  readonly id: string;
  /** Ends the try where it is aborted. */
  readonly signal: AbortSignal;
}

/** Hands a letter to the mail server. Errors: those of the server, and of the way to it. */
export type SendMail = (mail: Mail, posting: Posting) => Promise<void>;

/** Units: milliseconds that each step of handing over a letter may take. */
const TIMEOUT_MS = 10_000;

/** The way to the mail server of the settings; null where none is set. Source: RFC 5321; RFC 5322, section 3.6.4. */
export function mailServer({ mail }: Pick<Config, 'mail'>): SendMail | null {
  if (!mail) return null;
  const host = /@([^@>]+)>?$/.exec(mail.from)?.[1];
  return async (letter, { id, signal }) => {
    // Loaded with the first letter: most servers send none for a long time.
    const { createTransport } = await import('nodemailer');
    const transporter = createTransport({
      url: mail.url,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    });
    await transporter.sendMail({
      ...letter,
      to: { ...letter.to },
      from: mail.from,
      messageId: `<${id}@${host}>`,
      signal,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
}
