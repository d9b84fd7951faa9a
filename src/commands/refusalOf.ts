import { StartError, UserErrorCode } from '../errors';
import type { UserError } from '../events/UserError';
import { MAX_GRACE_SECONDS } from '../rotations/inputs';

/** What arguments of the API are called here. */
const OPTIONS: readonly (readonly [string, string])[] = [
  ['startsAt NOW and graceSeconds 0', '--now --grace 0'],
  ['replaceSecret: true', '--replace-secret'],
  ['scopes or allScopes: true', '--scope or --all-scopes'],
  [`${MAX_GRACE_SECONDS} seconds`, `${MAX_GRACE_SECONDS / 86_400}d`],
  [
    'make it comply first.',
    '`latchkey keys show` names what it breaks; change the key with `latchkey keys update`, or the policy with `latchkey policy set`.',
  ],
  ['the query scopes shows', '`latchkey policy show` says'],
  ['defaultLifetimeDays', '--default-lifetime-days'],
];
/** What is refused for the key as it is, which no option changes. */
const WHOLE = ['', 'id', 'version'];
/** What the policy alone has against a key as it is: the operator reaches any end. */
const OF_POLICY: readonly UserErrorCode[] = [UserErrorCode.POLICY, UserErrorCode.EXPIRES_TOO_LATE];
const POLICY_REMEDY = 'change the key with `latchkey keys update`, or the policy with `latchkey policy set`.';
/** Options that are not called after their field. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  graceSeconds: '--grace',
  processId: '--process',
  scopes: '--scope',
  unusedForDays: '--unused-for',
  types: '--type',
};

/** What a command says that was told to change nothing. */
export const NOTHING_SAID = 'Say what to change; --help lists the options.';

/** What a refusal is told with. */
export interface Told {
  /** The lists that were given, by their fields: one of their entries may be to blame. */
  readonly lists?: Readonly<Record<string, readonly string[] | null | undefined>>;
  /** What helps where the key policy refuses a key as it is. */
  readonly policyRemedy?: string;
}

/** Why nothing was done, as a failure of the command. Shape: a line for each reason; the option that is to blame goes first. */
export function refusalOf(userErrors: readonly UserError[], told: Told = {}): StartError {
  return new StartError(userErrors.map((userError) => lineOf(userError, told)).join('\n'));
}

/** The option that sets a field of an input. Shape: `--max-lifetime-days`. */
export function optionOf(field: string): string {
  return OPTION_NAMES[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function lineOf({ code, message, path }: UserError, { lists = {}, policyRemedy = POLICY_REMEDY }: Told): string {
  const sentence = OPTIONS.reduce((text, [argument, option]) => text.replace(argument, option), message);
  const [field = '', index = ''] = path.slice(1);
  const entry = lists[field]?.[Number(index || Number.NaN)];
  if (!WHOLE.includes(field)) return `${[optionOf(field), entry].filter(Boolean).join(' ')}: ${sentence}`;
  return OF_POLICY.includes(code) ? `${sentence.replace(/[.;]$/, ';')} ${policyRemedy}` : sentence;
}
