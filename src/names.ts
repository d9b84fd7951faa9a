/** Units: code points that a name may have at most. */
const MAX_NAME_LENGTH = 100;

/**
 * Controls (C0, DEL, C1), the separators of lines and paragraphs, the bidirectional ones, which can make a name look like
 * another, and broken characters.
 */
export const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\p{Cs}]/u;

/**
 * What draws nothing alone: white space, what Unicode ignores by default, and three more kinds (Braille blank, annotation
 * marks, null notehead).
 */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{1d159}]/u;

/** What belongs to the character before it at the end of a name: how an emoji or ideograph looks, which flag it is. */
const LAST_CHARACTER =
  /^(?:\p{Extended_Pictographic}[\ufe0e\ufe0f]|\p{Ideographic}[\ufe00-\ufe02\u{e0100}-\u{e01ef}]|\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f})/u;

/** Units: characters that are searched for at most; no name is nearly as long. */
const MAX_SEARCH_LENGTH = 1_000;
/** A text that no name holds. */
const NO_NAME = '\u0001';

/** How long a name may be, in words. */
export const NAME_LENGTH = `1 to ${MAX_NAME_LENGTH} characters`;

/** What is told of a name that `cleanName` does not take. */
export const NAME_RULE = `A name has ${NAME_LENGTH}, at least one of them visible, and no line breaks or control characters.`;

/** What is told of a text that `cleanEmail` does not take. */
export const EMAIL_RULE = 'This is not an e-mail address.';

/** Units: characters of an e-mail address. Source: RFC 5321, section 4.5.3.1.3, less the angle brackets. */
const MAX_EMAIL_LENGTH = 254;

/** Source: HTML, section 4.10.5.1.5, "valid e-mail address": the same that browsers take. */
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/**
 * The form in which addresses are compared: letters of ASCII, the only ones of an address, in lower case.
 * Shape: without characters that no address has, and that no engine stores. Source: decision 058.
 */
export function foldEmail(text: string): string {
  const email = text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return email.length > MAX_EMAIL_LENGTH || FORBIDDEN.test(email) ? '' : email;
}

/** An e-mail address as it is stored: in lower case. Errors: null where it is none, by its form. */
export function cleanEmail(text: string): string | null {
  const email = foldEmail(text);
  return EMAIL.test(email) ? email : null;
}

/** A name as it is stored: without invisible characters around it. Errors: null where it breaks `NAME_RULE`. */
export function cleanName(text: string): string | null {
  if (FORBIDDEN.test(text.trim())) return null;
  const name = withoutInvisibleEnds(text);
  const length = [...name].length;
  return length >= 1 && length <= MAX_NAME_LENGTH ? name : null;
}

/** Whether a text has a character that is seen. */
export function isVisible(text: string): boolean {
  return withoutInvisibleEnds(text) !== '';
}

/** What is inside stays: emoji are joined, and words of some scripts written, by invisible characters. */
function withoutInvisibleEnds(text: string): string {
  const characters = [...text];
  const isSeen = (character: string) => !INVISIBLE.test(character);
  const [first, last] = [characters.findIndex(isSeen), characters.findLastIndex(isSeen)];
  if (first < 0) return '';
  const ending = characters.slice(last).join('');
  return characters.slice(first, last).join('') + (LAST_CHARACTER.exec(ending)?.[0] ?? characters[last]);
}

/** Which folding `foldName` is. It is signed in cursors that are names, since these stand for a place in its order. */
export const FOLDING = 'fold2';

/**
 * The form by which names are sorted and searched, so that neither case and width nor invisible characters matter.
 * Source: Unicode, section 3.13.5, NFKC_Casefold, by which final sigma is a sigma; besides, i and I with a dot or without
 * are one letter. Decision 058.
 */
export function foldName(name: string): string {
  const compatible = name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  // Each step folds what the others leave: capital ẞ has no upper case but itself, and ß none of one letter.
  const caseless = compatible.toLowerCase().toUpperCase().toLowerCase();
  return caseless
    .replaceAll('ς', 'σ')
    .replace(/i\u0307+/g, 'i')
    .normalize('NFKC');
}

/**
 * The form in which a text is looked for in texts made by `foldName`.
 * Shape: NUL, which PostgreSQL does not take, becomes another character that no name has.
 */
export function foldSearch(text: string): string {
  return text.length > MAX_SEARCH_LENGTH ? NO_NAME : foldName(text).replaceAll('\u0000', NO_NAME);
}

/**
 * A `LIKE` pattern for texts that contain this one, in which `%` and `_` mean themselves.
 * Shape: to be used with `ESCAPE '!'` on a text made by `foldName`.
 */
export function containing(text: string): string {
  return `%${foldSearch(text).replace(/[!%_]/g, '!$&')}%`;
}
