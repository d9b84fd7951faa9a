import { type Command, InvalidArgumentError } from 'commander';
import { ReuseReaction } from '../access/ReuseReaction';
import type { KeyPolicyInput } from '../policies/inputs';
import { readCount, readWhen, wordOf, wordsOf } from './readWords';
import { optionOf } from './refusalOf';

type Field = keyof KeyPolicyInput;
type Read = (text: string) => KeyPolicyInput[Field];
/** What was read. Commander would make an empty text of a bare null. */
interface Boxed {
  readonly value: KeyPolicyInput[Field];
}
/** The options of a policy, as Commander hands them over. */
export type PolicyOptions = { readonly [Name in Field]?: Boxed };

/** How each field of a policy is typed: what is accepted, what it asks, and how it is read. */
const FIELDS: { readonly [Name in Field]-?: readonly [string, string, Read] } = {
  maxLifetimeDays: ['<days>', 'for how many days a key may last; none: 366', readCount],
  defaultLifetimeDays: ['<days>', 'for how many days clients propose that a key lasts; none: 90', readCount],
  grantableScopes: ['<scopes>', 'the scopes that keys may hold, with commas between them; none: all', scopesOf],
  allowsAllScopes: ['<on|off>', 'whether a key may hold every scope; none: on', switchOf],
  maxKeysPerOwner: ['<count>', 'how many keys the organization and each process may have; none: no limit', readCount],
  requiresNote: ['<on|off>', 'whether each key needs a note; none: off', switchOf],
  disableUnusedAfterDays: ['<days>', 'for how many days a key may go unused; none: for ever', readCount],
  noticeDays: ['<days>', 'how many days before an end people are told, with commas; none: 30,14,7,1,0', daysOf],
  onSecretReuse: ['<word>', `what the use of an ended secret does: ${wordsOf(ReuseReaction)}`, wordOf(ReuseReaction)],
  enforcedFrom: [
    '<when>',
    'from when on keys that do not comply are blocked; none: never',
    (text) => readWhen(text).at,
  ],
};

/** The fields of a policy, in the order in which they are shown. */
// `Object.keys` knows no names; the type of the record makes it complete.
export const POLICY_FIELDS = Object.keys(FIELDS) as readonly Field[];

/** Adds an option for each field of a policy. */
export function withPolicyOptions(command: Command): Command {
  for (const field of POLICY_FIELDS) {
    const [shape, description, read] = FIELDS[field];
    const orNone = (text: string): Boxed => ({ value: text.toLowerCase() === 'none' ? null : read(text) });
    command.option(`${optionOf(field)} ${shape}`, description, orNone);
  }
  return command;
}

/** What was asked for of a policy. Shape: empty where nothing was. */
export function policyInputOf(options: PolicyOptions): KeyPolicyInput {
  return Object.fromEntries(POLICY_FIELDS.flatMap((field) => (options[field] ? [[field, options[field].value]] : [])));
}

function switchOf(text: string): boolean {
  const word = text.toLowerCase();
  if (word !== 'on' && word !== 'off') throw new InvalidArgumentError('Give on or off, or none.');
  return word === 'on';
}

function scopesOf(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

function daysOf(text: string): number[] {
  return scopesOf(text).map(readCount);
}
