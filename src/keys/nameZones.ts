/** Units: zones of a place: the end or a control character, each character of ASCII beyond those, all others. */
const DIGITS = 98;
const OTHERS = DIGITS - 1;
/** The first character, after controls, that has a digit of its own; digit 1. */
const FIRST_CODE = 0x20;
/** How many characters of a name tell its zone. */
const PLACES = 3;

/**
 * Which zone of the names a name lies in, by its first three characters: never a lower one than a name before it. What
 * follows a character without a digit of its own tells nothing. Shape: 0 to 941,191. Source: decision 073.
 */
export function zoneOf(sortName: string): number {
  const digits: number[] = [];
  for (const character of sortName) {
    if (digits.length === PLACES) break;
    const digit = digitOf(character.codePointAt(0) ?? 0);
    digits.push(digit);
    if (digit === 0 || digit === OTHERS) break;
  }
  while (digits.length < PLACES) digits.push(0);
  return digits.reduce((zone, digit) => zone * DIGITS + digit, 0);
}

/** The text before which all names of lower zones come, and none of this one. */
export function startOfZone(zone: number): string {
  return textOf(digitsOf(zone));
}

/** The text before which all names of this zone come, and none of higher ones; null where there are none. */
export function endOfZone(zone: number): string | null {
  const digits = digitsOf(zone);
  if (digits.length < PLACES && digits.at(-1) !== OTHERS) return textOf([...digits, 1]);
  while (digits.at(-1) === OTHERS) digits.pop();
  const last = digits.pop();
  return last === undefined ? null : textOf([...digits, last + 1]);
}

function digitOf(code: number): number {
  if (code < FIRST_CODE) return 0;
  return Math.min(code - FIRST_CODE + 1, OTHERS);
}

/** Shape: without the zeros at the end. */
function digitsOf(zone: number): number[] {
  const digits = [Math.floor(zone / DIGITS ** 2), Math.floor(zone / DIGITS) % DIGITS, zone % DIGITS];
  const end = digits.indexOf(0);
  return end < 0 ? digits : digits.slice(0, end);
}

/** A digit above that of all other characters has none: what follows the others is the end of the place before. */
function textOf(digits: readonly number[]): string {
  return digits.map((digit) => String.fromCodePoint(digit - 1 + FIRST_CODE)).join('');
}
