import { types } from 'node:util';

/** Units: characters that are kept. */
const MAX_LENGTH = 200;
/**
 * Steps whose answers are kept: the mail server has neither read the letter nor just been told the password. The mail
 * library calls it `CONN` where a connection breaks off, at whichever step.
 */
const KEPT_STEPS = /^(?:EHLO|HELO|STARTTLS|MAIL FROM|RCPT TO)$/;
/** Steps at which a message without an answer may still repeat one. */
const SECRET_STEPS = /^(?:AUTH|DATA)/;
/** What a terminal may take as a command, and what breaks or turns a line of it. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu;
const WORD = /[^\s<>"(),:;]+/g;

/** What the mail library tells of a failure, beside its message. */
interface SmtpFailure extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/**
 * Tells why a letter could not be sent, without any of it, and without addresses.
 * Shape: e.g. `EENVELOPE, RCPT TO, 550: Can't send mail - all recipients were rejected: 550 No such mailbox`.
 */
export function mailFailure(error: unknown): string {
  if (!(error instanceof Error || types.isNativeError(error))) return 'unknown';
  const { code, command, response, responseCode, message } = error as SmtpFailure; // Each may be missing.
  const known = [code ?? error.name, command, responseCode].filter((part) => part !== undefined).join(', ');
  const isKept = response === undefined ? !SECRET_STEPS.test(command ?? '') : KEPT_STEPS.test(command ?? '');
  const text = isKept ? `${known}: ${message}` : known; // The message repeats the answer.
  const words = text.replace(WORD, (word) => (word.includes('@') ? '[address]' : word));
  return words.replace(UNPRINTABLE, ' ').slice(0, MAX_LENGTH);
}
