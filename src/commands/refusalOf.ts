import { StartError, UserErrorCode } from '../errors';
import type { UserError } from '../events/UserError';

/** What arguments of the API are called here. */
const OPTIONS: readonly (readonly [string, string])[] = [
  ['startsAt NOW and graceSeconds 0', '--now --grace 0'],
  ['replaceSecret: true', '--replace-secret'],
  ['the query scopes shows', '`latchkey policy show` says'],
  ['defaultLifetimeDays', '--default-lifetime-days'],
];
/** What is refused for the key as it is, which no option changes. */
const WHOLE = ['', 'id', 'version'];
const POLICY_REMEDY = 'change the key in the console, or the policy with `latchkey policy set`.';

/** Why nothing was done, as a failure of the command. Shape: a line for each reason; the option that is to blame goes first. */
export function refusalOf(userErrors: readonly UserError[]): StartError {
  return new StartError(userErrors.map(lineOf).join('\n'));
}

/** The option that sets a field of an input. Shape: `--max-lifetime-days`. */
export function optionOf(field: string): string {
  if (field === 'graceSeconds') return '--grace';
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function lineOf({ code, message, path }: UserError): string {
  const sentence = OPTIONS.reduce((text, [argument, option]) => text.replace(argument, option), message);
  const [field = ''] = path.slice(1);
  if (!WHOLE.includes(field)) return `${optionOf(field)}: ${sentence}`;
  return code === UserErrorCode.POLICY ? `${sentence.replace(/[.;]$/, ';')} ${POLICY_REMEDY}` : sentence;
}
