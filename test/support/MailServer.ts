import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server';
import { waitUntil } from './waitUntil';

/** The password by which the mail server knows who hands letters over. */
export const MAIL_PASSWORD = 'a pass of the mail server';

/** A letter as the mail server got it. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/**
 * A mail server on loopback. Shape: `refusal` is what it says to whom it does not take a letter from, once it has read it
 * where that `isLate`, after it has waited for `meanwhile`.
 */
export class MailServer {
  readonly letters: Letter[] = [];
  /** Those that it read and refused. */
  readonly refused: Letter[] = [];
  /** The addresses of all letters that were begun. */
  readonly begun: string[] = [];
  refusal: string | null = null;
  isLate = false;
  meanwhile: () => Promise<unknown> = async () => undefined;
  private port = 0;
  private readonly server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, answer) =>
      answer(password === MAIL_PASSWORD ? null : new Error('no'), { user: username }),
    onRcptTo: ({ address }, _session, answer) => {
      this.begun.push(address);
      void this.meanwhile().then(() => answer(this.isLate ? null : this.refusalNow()));
    },
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refusal = this.refusalNow();
        (refusal ? this.refused : this.letters).push(letterOf(session, Buffer.concat(chunks).toString()));
        answer(refusal);
      });
    },
  });

  /** Starts to listen. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', () => resolve()));
    this.server.on('error', () => undefined); // Clients that are killed.
    this.port = (this.server.server.address() as AddressInfo).port; // It listens on a port, not on a pipe.
  }

  /** The settings of a server that hands its letters over here. */
  environment(password = MAIL_PASSWORD): { SMTP_URL: string; MAIL_FROM: string } {
    return {
      SMTP_URL: `smtp://latchkey:${encodeURIComponent(password)}@127.0.0.1:${this.port}`,
      MAIL_FROM: 'Latchkey <keys@example.com>',
    };
  }

  /** Waits until it has got so many letters. */
  async received(count: number): Promise<void> {
    await waitUntil(`${count} letters have arrived`, () => this.letters.length >= count);
  }

  /** Forgets what it got, and takes everything again. */
  reset(): void {
    for (const list of [this.letters, this.refused, this.begun]) list.length = 0;
    this.refusal = null;
    this.isLate = false;
    this.meanwhile = async () => undefined;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private refusalNow(): Error | null {
    return this.refusal === null ? null : new Error(this.refusal);
  }
}

/** The headers of a letter, unfolded, and its body, decoded. */
export function letterParts({ text }: Letter): { headers: string[]; body: string } {
  const end = text.indexOf('\r\n\r\n');
  const headers = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const raw = text.slice(end + 4);
  const encoding = headers.find((line) => /^content-transfer-encoding:/i.test(line))?.split(': ')[1];
  if (encoding === 'base64') return { headers, body: Buffer.from(raw, 'base64').toString() };
  if (encoding !== 'quoted-printable') return { headers, body: raw };
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { headers, body: Buffer.from(bytes, 'latin1').toString() };
}

/** A header of a letter. Shape: without its name; empty where there is none. */
export function headerOf(letter: Letter, name: string): string {
  const { headers } = letterParts(letter);
  return headers.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
}

/** The token of the invitation that a letter tells of. */
export function tokenIn(letter: Letter): string {
  return /\/#\/invitation\/([\w-]{43})/.exec(letterParts(letter).body)?.[1] ?? '';
}

function letterOf({ envelope }: SMTPServerSession, text: string): Letter {
  const { address } = envelope.mailFrom as SMTPServerAddress; // There is one once a letter is read.
  return { from: address, to: envelope.rcptTo.map((each) => each.address), text };
}
