import { InvalidArgumentError } from 'commander';
import { DAY_MS, systemClock } from '../clock';
import { parseInstant } from '../scalars/DateTime';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS } as const;
const DURATION = 'Give a number with its unit: 90s, 30m, 12h or 1d.';

/** When something should be. Units: `at` in epoch milliseconds; `isCounted`: from now on, so another instant at each try. */
export interface When {
  readonly at: number;
  readonly isCounted: boolean;
}

/** Reads an instant, or a number of days from now on. Errors: one of Commander's, which says what is accepted. */
export function readWhen(text: string): When {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const instant = days === undefined ? parseInstant(text) : systemClock() + Number(days) * DAY_MS;
  if (instant === null) throw new InvalidArgumentError('Give an instant such as 2027-02-01T00:00:00Z, or days: 90d.');
  return { at: instant, isCounted: days !== undefined };
}

/** Reads an instant, or how many days ago it was. Units: epoch milliseconds. Errors: as of `readWhen`. */
export function readPast(text: string): number {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const instant = days === undefined ? parseInstant(text) : systemClock() - Number(days) * DAY_MS;
  if (instant === null) throw new InvalidArgumentError('Give an instant such as 2026-11-01T00:00:00Z, or days: 30d.');
  return instant;
}

/** Reads how long something lasts. Units: milliseconds. Errors: as of `readWhen`. */
export function readDuration(text: string): number {
  if (text === '0') return 0;
  const [, count, unit] = /^(\d{1,7})([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError(DURATION);
  return Number(count) * UNITS[unit as keyof typeof UNITS]; // The pattern lets nothing else through.
}

/** Reads a whole number. Errors: as of `readWhen`. */
export function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** Reads a whole number from 1 to `max`. Errors: as of `readWhen`. */
export function countUpTo(max: number): (text: string) => number {
  return (text) => {
    const count = readCount(text);
    if (count >= 1 && count <= max) return count;
    throw new InvalidArgumentError(`Give a number from 1 to ${max}.`);
  };
}

/** Reads one of a closed list of words, in any case, with `-` or `_`. Errors: as of `readWhen`. */
export function wordOf<Word extends string>(words: Readonly<Record<string, Word>>): (text: string) => Word {
  return (text) => {
    const name = text.trim().toUpperCase().replaceAll('-', '_');
    const found = Object.values(words).find((word) => word === name);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`Give one of: ${wordsOf(words)}.`);
  };
}

/** Reads several such words, with commas between them; the option may be given several times. */
export function wordsIn<Word extends string>(
  words: Readonly<Record<string, Word>>,
): (text: string, before: readonly Word[] | undefined) => readonly Word[] {
  return (text, before = []) => [...before, ...text.split(',').map(wordOf(words))];
}

/** The words of such a list, as people type them. */
export function wordsOf(words: Readonly<Record<string, string>>): string {
  return Object.values(words)
    .map((word) => word.toLowerCase().replaceAll('_', '-'))
    .join(', ');
}
