import { types } from 'node:util';

/** Units: characters that are kept. */
const MAX_LENGTH = 200;
/** Steps at which the mail server has the letter, or the password, and may repeat it in its answer. */
const SECRET_STEPS = /^(?:DATA|AUTH)/;

/** What the mail library tells of a failure, beside its message. */
interface SmtpFailure extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/**
 * Tells why a letter could not be sent, without any of it.
 * Shape: e.g. `EENVELOPE, RCPT TO, 550: Can't send mail - all recipients were rejected: 550 No such mailbox`.
 */
export function mailFailure(error: unknown): string {
  if (!(error instanceof Error || types.isNativeError(error))) return 'unknown';
  const { code, command, responseCode, message } = error as SmtpFailure; // Each may be missing.
  const known = [code ?? error.name, command, responseCode].filter((part) => part !== undefined).join(', ');
  const text = SECRET_STEPS.test(command ?? '') ? known : `${known}: ${message}`;
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, MAX_LENGTH);
}
