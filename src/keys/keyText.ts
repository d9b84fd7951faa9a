/** Between the texts of a key in its index: no name and no search has it. */
const SEPARATOR = '\u0001';
/** What marks a set of scopes among the trigrams of names: characters for private use. */
const PRIVATE_USE = 0xe000;

/** Units: sets of scopes that an organization's index tells apart. */
export const MAX_SCOPE_SETS = 1_000;
/** The number of all further ones. */
export const OTHER_SETS = 0;

/** Units: trigrams that are looked for at most. Each costs, and what they find is filtered again. */
const MAX_TRIGRAMS = 4;
const LENGTH = 3;

/** What of a key is searched, with the number of its set of scopes, as SQLite's index takes it. */
export function keyText(sortName: string, user: string, scopeSet: number): string {
  return [sortName, user.toLowerCase(), scopeSetText(scopeSet)].join(SEPARATOR);
}

/** The part of that text that stands for a set of scopes. Shape: three characters. */
function scopeSetText(number: number): string {
  const mark = String.fromCharCode(PRIVATE_USE);
  return `${mark}${String.fromCharCode(PRIVATE_USE + number + 1)}${mark}`;
}

/** The same in SQL, of a column `number`. */
export const SCOPE_SET_SQL = `char(${PRIVATE_USE}, ${PRIVATE_USE} + "number" + 1, ${PRIVATE_USE})`;

/** What to ask the index for, to find keys that hold a text. Shape: empty where the text is too short for it. */
export function textQuery(text: string): string {
  return trigramsOf(text).map(quotedTerm).join(' AND ');
}

/** Some trigrams of a text that cover it as far as they go: the first ones side by side, and the last one. */
export function trigramsOf(text: string): string[] {
  const all = allTrigramsOf(text);
  const starts = Array.from({ length: MAX_TRIGRAMS - 1 }, (_each, index) => index * LENGTH);
  return [...new Set([...starts.flatMap((start) => all[start] ?? []), ...all.slice(-1)])];
}

/** Every three characters of a text that follow one another. */
export function allTrigramsOf(text: string): string[] {
  const characters = [...text];
  return characters.slice(LENGTH - 1).map((_last, start) => characters.slice(start, start + LENGTH).join(''));
}

/** A text as one term of a search. */
export function quotedTerm(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}
