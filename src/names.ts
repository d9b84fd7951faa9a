/** Units: code points that a name may have at most. */
const MAX_NAME_LENGTH = 100;

/** Controls (C0, DEL, C1), the bidirectional ones, which can make a name look like another, and broken characters. */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]/u;

/** Units: characters that are searched for at most; no name is nearly as long. */
const MAX_SEARCH_LENGTH = 1_000;
/** A text that no name holds. */
const NO_NAME = '\u0001';

/** How long a name may be, in words. */
export const NAME_LENGTH = `1 to ${MAX_NAME_LENGTH} characters`;

/** What is told of a name that `cleanName` does not take. */
export const NAME_RULE = `A name has ${NAME_LENGTH} and no control characters.`;

/** What is told of a text that `cleanEmail` does not take. */
export const EMAIL_RULE = 'This is not an e-mail address.';

/** Units: characters of an e-mail address. Source: RFC 5321, section 4.5.3.1.3, less the angle brackets. */
const MAX_EMAIL_LENGTH = 254;

/** Source: HTML, section 4.10.5.1.5, "valid e-mail address": the same that browsers take. */
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** The form in which addresses are compared. Shape: without characters that no address has, and that no engine stores. */
export function foldEmail(text: string): string {
  const email = text.trim().toLowerCase();
  return email.length > MAX_EMAIL_LENGTH || FORBIDDEN.test(email) ? '' : email;
}

/** An e-mail address as it is stored: in lower case. Errors: null where it is none, by its form. */
export function cleanEmail(text: string): string | null {
  const email = foldEmail(text);
  return EMAIL.test(email) ? email : null;
}

/** A name as it is stored: without white space around it. Errors: null where it breaks `NAME_RULE`. */
export function cleanName(text: string): string | null {
  const name = text.trim();
  const length = [...name].length;
  return length >= 1 && length <= MAX_NAME_LENGTH && !FORBIDDEN.test(name) ? name : null;
}

/** The form by which names are sorted and searched, so that case and width do not matter. Source: decision 017. */
export function sortNameOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/**
 * A `LIKE` pattern for texts that contain this one, in which `%` and `_` mean themselves.
 * Shape: to be used with `ESCAPE '!'` on a text made by `sortNameOf`. NUL, which PostgreSQL does not take, becomes
 * another character that no name has.
 */
export function containing(text: string): string {
  if (text.length > MAX_SEARCH_LENGTH) return NO_NAME;
  const literal = sortNameOf(text).replace(/[!%_]/g, '!$&');
  return `%${literal.replaceAll('\u0000', NO_NAME)}%`;
}
