import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Caller } from '../access/Caller';
import { DAY_MS, systemClock } from '../clock';
import { StartError } from '../errors';
import type { UserError } from '../events/UserError';
import { type ApiKey, ApiKeyStatus, scopesColumn, statusOf } from '../keys/ApiKey';
import { formatKeyValue } from '../keys/keyValue';
import { keysMadeByKey } from '../keys/madeKeys';
import { operatorOf } from '../running/init';
import { parseInstant } from '../scalars/DateTime';
import { describeMadeKeys, madeKeyJson } from './describeMadeKeys';
import { print, table } from './print';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface OrganizationOption {
  readonly organization?: string;
  readonly json?: true;
}

interface CreateOptions extends OrganizationOption {
  readonly name: string;
  readonly process?: string;
  readonly scope?: readonly string[];
  readonly allScopes?: true;
  readonly expiresAt: When;
  readonly requestId?: string;
}

/** When a key should end. Units: `at` in epoch milliseconds; `isCounted`: from now on, so another instant at each try. */
interface When {
  readonly at: number;
  readonly isCounted: boolean;
}

interface ListOptions extends OrganizationOption {
  readonly process?: string;
  readonly deleted?: true;
}

const PAGE_SIZE = 100;

/** `latchkey keys …` */
export function addKeysCommand(program: Command, terminal: Terminal): void {
  const keys = program.command('keys').description('Makes, lists and deletes API keys, as the operator.');
  shared(keys.command('create').description('Makes a key and prints its value, this once.'))
    .requiredOption('--name <name>', 'what to call it')
    .option('--process <id>', 'the process to confine it to')
    .option('--scope <scope...>', 'a scope that it gets; may be given several times')
    .addOption(new Option('--all-scopes', 'every scope that this kind of key may hold').conflicts('scope'))
    .requiredOption(
      '--expires-at <when>',
      'an instant such as 2027-02-01T00:00:00Z, or a number of days: 90d',
      readWhen,
    )
    .option('--request-id <uuid>', 'makes one key at most, however often it is tried within 24 hours')
    .action((options: CreateOptions) => withServices(terminal, (bench) => create(bench, options)));
  shared(keys.command('list').description('Lists keys, the newest first.'))
    .option('--process <id>', 'only those of this process')
    .option('--deleted', 'only deleted ones')
    .action((options: ListOptions) => withServices(terminal, (bench) => list(bench, options)));
  shared(keys.command('delete').description('Deletes a key: it is refused from the next request on.'))
    .argument('<id>', 'which key')
    .action((id: string, options: OrganizationOption) => withServices(terminal, (bench) => remove(bench, id, options)));
}

function shared(command: Command): Command {
  return command
    .option('--organization <id>', 'which organization; may be left out where there is only one')
    .option('--json', 'print JSON');
}

async function create(bench: Workbench, options: CreateOptions): Promise<void> {
  const { name, process: processId, scope: scopes, allScopes, expiresAt, requestId } = options;
  if (requestId !== undefined && expiresAt.isCounted) {
    throw new StartError('With --request-id give an instant to --expires-at: days end at another one at each try.', 2);
  }
  const operator = await operatorFor(bench, options);
  const input = { name, processId, scopes: scopes && [...scopes], allScopes, expiresAt: expiresAt.at, requestId };
  const { result, userErrors } = await bench.services.apiKeys.createApiKey(operator, input);
  if (!result) throw usageError(userErrors);
  const { apiKey } = result;
  const value = result.value && formatKeyValue(result.value);
  const isReplay = value === null;
  if (isReplay && !options.json) {
    throw new StartError(
      `An earlier try made the key ${apiKey.id}. Use the value that it printed, or delete the key and make another.`,
    );
  }
  print(bench.terminal, options.json, { ...describe(apiKey), value, isReplay }, value ?? '');
}

async function list(bench: Workbench, options: ListOptions): Promise<void> {
  const operator = await operatorFor(bench, options);
  const filter = { processId: options.process, ...(options.deleted ? { status: [ApiKeyStatus.DELETED] } : {}) };
  const found: ApiKey[] = [];
  for (let after: string | null = null; ; ) {
    const page = await bench.services.apiKeys.list(operator, { first: PAGE_SIZE, after }, filter, null);
    found.push(...page.rows);
    const last = page.rows.at(-1);
    if (!page.hasNextPage || !last) break;
    after = page.cursorOf(last);
  }
  const rows = found.map(describe);
  const lines = rows.map(({ id, user, status, expiresAt, name }) => [id, user, status, expiresAt, name]);
  const text = table([['ID', 'USER', 'STATUS', 'EXPIRES', 'NAME'], ...lines]);
  print(bench.terminal, options.json, rows, rows.length === 0 ? 'There are no such keys.' : text);
}

async function remove(bench: Workbench, id: string, options: OrganizationOption): Promise<void> {
  const operator = await operatorFor(bench, options);
  const { result, userErrors } = await bench.services.apiKeyEnds.deleteApiKey(operator, { id });
  if (!result) throw new StartError(userErrors.map(({ message }) => message).join(' '));
  const deletedApiKeyId = result.apiKey.id;
  const made = await keysMadeByKey(bench.database.sql, deletedApiKeyId, systemClock());
  const left = describeMadeKeys('These API keys still work. It made them, or such a key did.', made);
  const shown = { deletedApiKeyId, workingApiKeys: made.map(madeKeyJson) };
  print(bench.terminal, options.json, shown, [`Deleted ${deletedApiKeyId}.`, left].filter(Boolean).join('\n\n'));
}

async function operatorFor({ config, database }: Workbench, { organization }: OrganizationOption): Promise<Caller> {
  const found = await database.sql<{ id: string }>('SELECT "id" FROM "organization" ORDER BY "id" LIMIT 2', []);
  if (organization === undefined && found.length !== 1) {
    const reason = found.length === 0 ? 'There is no organization: run `latchkey init`.' : 'Name one: --organization.';
    throw new StartError(reason, found.length === 0 ? 1 : 2);
  }
  const id = organization ?? found[0]?.id ?? '';
  const [known] = await database.sql('SELECT "id" FROM "organization" WHERE "id" = $1', [id]);
  if (!known) throw new StartError('There is no organization of this id.');
  return operatorOf(id, config.catalogue, systemClock());
}

function describe(apiKey: ApiKey) {
  const { id, name, user, processId, scopesText, expiresAt, createdAt, lastUsedAt } = apiKey;
  return {
    id,
    name,
    user,
    processId,
    scopes: scopesColumn.read(scopesText),
    status: statusOf(apiKey, systemClock()),
    expiresAt: new Date(expiresAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  };
}

function readWhen(text: string): When {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const instant = days === undefined ? parseInstant(text) : systemClock() + Number(days) * DAY_MS;
  if (instant === null) throw new InvalidArgumentError('Give an instant such as 2027-02-01T00:00:00Z, or days: 90d.');
  return { at: instant, isCounted: days !== undefined };
}

function usageError(userErrors: readonly UserError[]): StartError {
  const lines = userErrors.map(({ path, message }) => [path.slice(1).join('.'), message].filter(Boolean).join(': '));
  return new StartError(lines.join('\n'), 1);
}
