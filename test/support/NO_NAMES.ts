/** Texts that are no names, each with what is wrong with it. */
export const NO_NAMES: readonly [what: string, name: string][] = [
  ['no characters', ''],
  ['blanks only', ' \t\n '],
  ['101 characters', 'n'.repeat(101)],
  ['a line break inside', 'a\nb'],
  ['a line separator inside', 'a\u2028b'],
  ['a paragraph separator inside', 'a\u2029b'],
  ['a zero byte', 'a\u0000b'],
  ['invisible characters only', '\u200b\u3164\u00ad'],
  ['a bidirectional override', 'a\u202eb'],
];

/** Why a name is not taken. */
export const INVALID_NAME = {
  code: 'INVALID',
  message: 'A name has 1 to 100 characters, at least one of them visible, and no line breaks or control characters.',
  path: ['input', 'name'],
};
