import 'reflect-metadata';
import { DEFAULT_API_KEY_DAYS, MAX_API_KEY_DAYS } from '../access/PolicyTerms';
import { MAX_NOTE_LENGTH } from '../keys/keyNote';
import { RESTORABLE_DAYS } from '../keys/returnFaults';
import { DEFAULT_GRACE_SECONDS, MAX_GRACE_SECONDS } from '../rotations/inputs';
import { MIN_PASSWORD_LENGTH } from '../sessions/passwords';

const LIMITS: readonly (readonly [name: string, value: number, units: string])[] = [
  ['MAX_API_KEY_DAYS', MAX_API_KEY_DAYS, 'days that a key may last'],
  ['DEFAULT_API_KEY_DAYS', DEFAULT_API_KEY_DAYS, 'days that a key lasts where nobody chooses'],
  ['RESTORABLE_DAYS', RESTORABLE_DAYS, 'days for which a deleted key can be restored'],
  ['MAX_GRACE_SECONDS', MAX_GRACE_SECONDS, 'seconds for which an earlier secret may work on'],
  ['DEFAULT_GRACE_SECONDS', DEFAULT_GRACE_SECONDS, 'seconds for which it works on where nobody chooses'],
  ['MAX_NOTE_LENGTH', MAX_NOTE_LENGTH, 'characters of a note'],
  ['MIN_PASSWORD_LENGTH', MIN_PASSWORD_LENGTH, 'characters of a password'],
];

/** The limits that the console's forms go by, as constants: the console imports nothing of the server. Shape: TypeScript. */
export function limitsText(): string {
  return LIMITS.map(
    ([name, value, units]) => `/** Units: ${units}, as the server has it. */\nexport const ${name} = ${value};\n`,
  ).join('\n');
}
