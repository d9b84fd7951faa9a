import { type Command, Option } from 'commander';
import { StartError } from '../errors';
import { formatKeyValue } from '../keys/keyValue';
import { describeKey } from './describeKey';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print } from './print';
import { readWhen, type When } from './readWords';
import { refusalOf } from './refusalOf';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface Options extends OrganizationOptions {
  readonly name: string;
  readonly process?: string;
  readonly scope?: readonly string[];
  readonly allScopes?: true;
  readonly expiresAt: When;
  readonly note?: string;
  readonly requestId?: string;
}

/** `latchkey keys create` */
export function addCreateKey(keys: Command, terminal: Terminal): void {
  ofOrganization(keys.command('create').description('Makes a key and prints its value, this once.'))
    .requiredOption('--name <name>', 'what to call it')
    .option('--process <id>', 'the process to confine it to')
    .option('--scope <scope...>', 'a scope that it gets; may be given several times')
    .addOption(new Option('--all-scopes', 'every scope that this kind of key may hold').conflicts('scope'))
    .requiredOption(
      '--expires-at <when>',
      'an instant such as 2027-02-01T00:00:00Z, or a number of days: 90d',
      readWhen,
    )
    .option('--note <text>', 'what people should know of it')
    .option('--request-id <uuid>', 'makes one key at most, however often it is tried within 24 hours')
    .action((options: Options) => withServices(terminal, (bench) => create(bench, options)));
}

async function create(bench: Workbench, options: Options): Promise<void> {
  const { name, process: processId, scope: scopes, allScopes, expiresAt, note, requestId } = options;
  if (requestId !== undefined && expiresAt.isCounted) {
    throw new StartError('With --request-id give an instant to --expires-at: days end at another one at each try.', 2);
  }
  const operator = await operatorFor(bench, options);
  const wishes = { name, processId, scopes: scopes && [...scopes], allScopes, expiresAt: expiresAt.at };
  const { result, userErrors } = await bench.services.apiKeys.createApiKey(operator, { ...wishes, note, requestId });
  if (!result) throw refusalOf(userErrors, { lists: { scopes } });
  const { apiKey } = result;
  const value = result.value && formatKeyValue(result.value);
  const isReplay = value === null;
  if (isReplay && !options.json) {
    throw new StartError(
      `An earlier try made the key ${apiKey.id}. Use the value that it printed, or delete the key and make another.`,
    );
  }
  print(bench.terminal, options.json, { ...describeKey(apiKey), value, isReplay }, value ?? '');
}
