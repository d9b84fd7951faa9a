import { type Command, Option } from 'commander';
import type { Caller } from '../access/Caller';
import { lifeStartOf } from '../access/policyLaw';
import { systemClock } from '../clock';
import { type ApiKey, ApiKeyStatus } from '../keys/ApiKey';
import { LASTING } from '../keys/apiKeyListParts';
import { foldName } from '../names';
import { describeKey } from './describeKey';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print, table } from './print';
import { readDuration, wordsIn, wordsOf } from './readWords';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface Options extends OrganizationOptions {
  readonly process?: string;
  readonly deleted?: true;
  readonly status?: readonly ApiKeyStatus[];
  /** Units: milliseconds, as `unusedFor`. */
  readonly expiresWithin?: number;
  readonly unusedFor?: number;
  readonly createdBy?: string;
}

const PAGE_SIZE = 100;

/** `latchkey keys list` */
export function addListKeys(keys: Command, terminal: Terminal): void {
  ofOrganization(keys.command('list').description('Lists keys, the newest first.'))
    .option('--process <id>', 'only those of this process')
    .option('--status <words>', `only those in one of these states: ${wordsOf(ApiKeyStatus)}`, wordsIn(ApiKeyStatus))
    .addOption(new Option('--deleted', 'the same as --status deleted').conflicts('status'))
    .option('--expires-within <time>', 'only those that end within this time: 14d, 12h', readDuration)
    .option('--unused-for <time>', 'only those that nobody has used for this time: 90d', readDuration)
    .option('--created-by <id or name>', 'only those that this key or person made')
    .action((options: Options) => withServices(terminal, (bench) => list(bench, options)));
}

async function list(bench: Workbench, options: Options): Promise<void> {
  const operator = await operatorFor(bench, options);
  const found = await keysOf(bench, operator, options);
  const rows = found.map(describeKey);
  const lines = rows.map(({ id, user, status, expiresAt, name }) => [id, user, status, expiresAt, name]);
  const text = table([['ID', 'USER', 'STATUS', 'EXPIRES', 'NAME'], ...lines]);
  print(bench.terminal, options.json, rows, rows.length === 0 ? 'There are no such keys.' : text);
}

async function keysOf({ services }: Workbench, operator: Caller, options: Options): Promise<ApiKey[]> {
  const now = systemClock();
  const { process: processId, expiresWithin } = options;
  const expiresBefore = expiresWithin === undefined ? undefined : now + expiresWithin;
  const filter = { processId, status: statusesOf(options), expiresBefore };
  const found: ApiKey[] = [];
  for (let after: string | null = null; ; ) {
    const page = await services.apiKeys.list(operator, { first: PAGE_SIZE, after }, filter, null);
    found.push(...page.rows.filter((apiKey) => isMeant(apiKey, options, now)));
    const last = page.rows.at(-1);
    if (!page.hasNextPage || !last) return found;
    after = page.cursorOf(last);
  }
}

function statusesOf({ deleted, status, expiresWithin }: Options): ApiKeyStatus[] | undefined {
  if (deleted) return [ApiKeyStatus.DELETED];
  return status ? [...status] : expiresWithin === undefined ? undefined : [...LASTING];
}

/** Whether a key is among those that are asked for. A new secret counts as use: nobody can have used it before. */
function isMeant(apiKey: ApiKey, { unusedFor, createdBy }: Options, now: number): boolean {
  const usedAt = Math.max(lifeStartOf(apiKey), apiKey.lastUsedAt ?? 0);
  if (unusedFor !== undefined && now - usedAt < unusedFor) return false;
  if (createdBy === undefined || apiKey.createdById === createdBy) return true;
  return apiKey.createdBy !== null && foldName(apiKey.createdBy) === foldName(createdBy);
}
