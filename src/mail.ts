import type { Config } from './config';

/** A letter of plain text. */
export interface Mail {
  /** An address alone, which nothing in it makes several. */
  readonly to: { readonly name: ''; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

/** Hands a letter to the mail server. Errors: those of the server, and of the way to it. */
export type SendMail = (mail: Mail) => Promise<void>;

/** Units: milliseconds that each step of handing over a letter may take. */
const TIMEOUT_MS = 5_000;

/** The way to the mail server of the settings; null where none is set. Source: RFC 5321. */
export function mailServer({ mail }: Pick<Config, 'mail'>): SendMail | null {
  if (!mail) return null;
  return async (letter) => {
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
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
}
