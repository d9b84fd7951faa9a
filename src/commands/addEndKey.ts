import type { Command } from 'commander';
import { systemClock } from '../clock';
import type { ApiKey } from '../keys/ApiKey';
import { ApiKeyEndReason } from '../keys/ApiKeyEndReason';
import type { KeyChange } from '../keys/ApiKeyEnds';
import { keysMadeByKey } from '../keys/madeKeys';
import { describeKey, endText } from './describeKey';
import { describeMadeKeys, madeKeyJson } from './describeMadeKeys';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print } from './print';
import { wordOf, wordsOf } from './readWords';
import { refusalOfKey } from './refusalOfKey';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface Options extends OrganizationOptions {
  readonly reason?: ApiKeyEndReason;
  readonly note?: string;
  readonly cascade?: true;
}

/** An end of a key, and what was done to it in a word. */
interface End {
  readonly method: 'disableApiKey' | 'deleteApiKey';
  readonly done: string;
  readonly column: 'disabledAt' | 'deletedAt';
}

/** `latchkey keys disable`, `latchkey keys delete` */
export function addEndKey(keys: Command, terminal: Terminal): void {
  const disable = keys
    .command('disable')
    .description('Disables a key: it is refused from the next request on, until it is enabled.');
  const remove = keys
    .command('delete')
    .description('Deletes a key: it is refused from the next request on. It can be restored for 30 days.');
  addEnd(disable, terminal, { method: 'disableApiKey', done: 'disabled', column: 'disabledAt' });
  addEnd(remove, terminal, { method: 'deleteApiKey', done: 'deleted', column: 'deletedAt' });
}

function addEnd(command: Command, terminal: Terminal, how: End): void {
  ofOrganization(command)
    .argument('<id>', 'which key')
    .option(
      '--reason <word>',
      `why: ${wordsOf(ApiKeyEndReason)}. A compromised key is enabled with --replace-secret alone, and is not restored`,
      wordOf(ApiKeyEndReason),
    )
    .option('--note <text>', 'what people should know of its end')
    .option('--cascade', 'also the keys that it made, and those that they made')
    .action((id: string, options: Options) => withServices(terminal, (bench) => end(bench, how, id, options)));
}

async function end(bench: Workbench, how: End, id: string, options: Options): Promise<void> {
  const operator = await operatorFor(bench, options);
  const { reason, note, cascade } = options;
  const before = await bench.services.apiKeys.byId(operator, id);
  const { result, userErrors } = await bench.services.apiKeyEnds[how.method](operator, { id, reason, note, cascade });
  if (!result) throw await refusalOfKey(bench, operator, id, userErrors);
  const { apiKey, affectedCount } = result;
  const made = await keysMadeByKey(bench.database.sql, apiKey.id, systemClock());
  const workingApiKeys = made.map(madeKeyJson);
  const left = describeMadeKeys('These API keys still work. It made them, or such a key did.', made);
  print(
    bench.terminal,
    options.json,
    how.method === 'deleteApiKey'
      ? { deletedApiKeyId: apiKey.id, affectedCount, workingApiKeys }
      : { ...describeKey(apiKey), affectedCount, workingApiKeys },
    [sentenceOf(how, before, result, cascade), left].filter(Boolean).join('\n\n'),
  );
}

function sentenceOf(
  { done, column }: End,
  before: ApiKey | null,
  { apiKey, affectedCount }: KeyChange,
  cascade = false,
): string {
  const { id } = apiKey;
  const endedAt = before?.[column] ?? null;
  if (!cascade || affectedCount === 0) {
    // A later reason may take the place of an earlier one, but the instant stays.
    if (endedAt !== null) return `${id} was ${done} already, ${endText(endedAt, apiKey)}`;
    return `${done.charAt(0).toUpperCase()}${done.slice(1)} ${id}.`;
  }
  // The key itself may have ended before: the count alone does not say which keys changed.
  const changed = affectedCount === 1 ? '1 key was changed' : `${affectedCount} keys were changed`;
  return `${id}, the keys that it made, and those that they made are ${done}: ${changed}.`;
}
