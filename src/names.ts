/** Units: code points that a name may have at most. */
const MAX_NAME_LENGTH = 100;

/** Controls (C0, DEL, C1), the bidirectional ones, which can make a name look like another, and broken characters. */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]/u;

/** Units: characters that are searched for at most; no name is nearly as long. */
const MAX_SEARCH_LENGTH = 1_000;
/** A text that no name holds. */
const NO_NAME = '\u0001';

/** What is told of a name that `cleanName` does not take. */
export const NAME_RULE = `A name has 1 to ${MAX_NAME_LENGTH} characters and no control characters.`;

/** What is told of a text that `cleanEmail` does not take. */
export const EMAIL_RULE = 'This is not an e-mail address.';

/** An address without what means something else than itself in the header of a letter. Source: RFC 5322, section 3.2.3. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,189}$/;

/** An e-mail address as it is stored: in lower case. Errors: null where it is none, by its form. */
export function cleanEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return ADDRESS.test(email) && !FORBIDDEN.test(email) ? email : null;
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
