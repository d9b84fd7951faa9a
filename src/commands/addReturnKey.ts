import type { Command } from 'commander';
import { StartError } from '../errors';
import { describeKey, stateText } from './describeKey';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print } from './print';
import { refusalOf } from './refusalOf';
import { refusalOfKey } from './refusalOfKey';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

/** A deleted key cannot be changed, so that it would comply. */
const RESTORE_REMEDY = 'change the policy with `latchkey policy set`, or make another key.';

interface EnableOptions extends OrganizationOptions {
  readonly replaceSecret?: true;
}

/** `latchkey keys enable`, `latchkey keys restore` */
export function addReturnKey(keys: Command, terminal: Terminal): void {
  ofOrganization(
    keys.command('enable').description('Enables a disabled key. What --cascade disabled with it stays disabled.'),
  )
    .argument('<id>', 'which key')
    .option('--replace-secret', 'end all its secrets, and print a new value, this once; a compromised key needs that')
    .action((id: string, options: EnableOptions) => withServices(terminal, (bench) => enable(bench, id, options)));
  ofOrganization(
    keys
      .command('restore')
      .description('Brings a key back that was deleted within 30 days, with the secret that was current.'),
  )
    .argument('<id>', 'which key')
    .action((id: string, options: OrganizationOptions) =>
      withServices(terminal, (bench) => restore(bench, id, options)),
    );
}

async function enable(bench: Workbench, id: string, options: EnableOptions): Promise<void> {
  const operator = await operatorFor(bench, options);
  const { replaceSecret, json } = options;
  const { result, userErrors } = await bench.services.apiKeyReturns.enableApiKey(operator, { id, replaceSecret });
  if (!result) throw await refusalOfKey(bench, operator, id, userErrors);
  const { apiKey, affectedCount, secret } = result;
  if (replaceSecret && secret === null && !json) {
    throw new StartError(`${apiKey.id} is enabled, and keeps its secret: \`latchkey keys rotate\` gives it another.`);
  }
  const made = { secretNumber: secret?.number ?? null, value: secret?.value ?? null };
  const facts = describeKey(apiKey);
  const shown = { ...facts, affectedCount, ...(replaceSecret ? made : {}) };
  const done = affectedCount === 0 ? `${apiKey.id} was enabled already.` : `Enabled ${apiKey.id}.`;
  print(bench.terminal, json, shown, secret?.value ?? `${done}${stateText(facts.status)}`);
}

async function restore(bench: Workbench, id: string, options: OrganizationOptions): Promise<void> {
  const operator = await operatorFor(bench, options);
  const { result, userErrors } = await bench.services.apiKeyReturns.restoreApiKey(operator, { id });
  if (!result) throw refusalOf(userErrors, { policyRemedy: RESTORE_REMEDY });
  const { apiKey, affectedCount } = result;
  const facts = describeKey(apiKey);
  const disabled = facts.status === 'DISABLED' ? ' It was disabled before it was deleted, and still is.' : '';
  const done = `Restored ${apiKey.id}.${disabled}`;
  const already = `${apiKey.id} was not deleted.${stateText(facts.status)}`;
  print(bench.terminal, options.json, { ...facts, affectedCount }, affectedCount === 0 ? already : done);
}
