import type { Command } from 'commander';
import { StartError } from '../errors';
import { describeKey, stateText } from './describeKey';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print } from './print';
import { readWhen, type When } from './readWords';
import { NOTHING_SAID } from './refusalOf';
import { refusalOfKey } from './refusalOfKey';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

/** Who changes a key can mend it, as far as a change mends what the policy has against it. */
const UPDATE_REMEDY = 'mend all that it breaks in one command, or change the policy with `latchkey policy set`.';

interface Options extends OrganizationOptions {
  readonly name?: string;
  readonly scope?: readonly string[];
  readonly expiresAt?: When;
  readonly note?: string;
}

/** `latchkey keys update` */
export function addUpdateKey(keys: Command, terminal: Terminal): void {
  ofOrganization(
    keys.command('update').description('Changes a key; what is left out stays. A key never gets more than it has.'),
  )
    .argument('<id>', 'which key')
    .option('--name <name>', 'what to call it')
    .option('--scope <scope...>', 'a scope that it keeps; may be given several times. It loses all others')
    .option('--expires-at <when>', 'an earlier end: an instant, or a number of days: 90d', readWhen)
    .option('--note <text>', "what people should know of it; '' takes the note away")
    .action((id: string, options: Options) => withServices(terminal, (bench) => update(bench, id, options)));
}

async function update(bench: Workbench, id: string, options: Options): Promise<void> {
  const { name, scope: scopes, expiresAt, note, json } = options;
  const wishes = { name, scopes: scopes && [...scopes], expiresAt: expiresAt?.at, note };
  if (Object.values(wishes).every((wish) => wish === undefined)) throw new StartError(NOTHING_SAID, 2);
  const operator = await operatorFor(bench, options);
  const before = await bench.services.apiKeys.byId(operator, id);
  const { result, userErrors } = await bench.services.apiKeys.updateApiKey(operator, { id, ...wishes });
  if (!result) {
    throw await refusalOfKey(bench, operator, id, userErrors, { lists: { scopes }, policyRemedy: UPDATE_REMEDY });
  }
  const facts = describeKey(result);
  const done = result.version === before?.version ? `${id} is like that already.` : `Changed ${id}.`;
  print(bench.terminal, json, facts, `${done}${stateText(facts.status)}`);
}
