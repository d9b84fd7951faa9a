import { type Command, Option } from 'commander';
import type { Caller } from '../access/Caller';
import { lifeStartOf } from '../access/policyLaw';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import type { ApiKey } from '../keys/ApiKey';
import { ApiKeyStatus } from '../keys/ApiKeyStatus';
import { LASTING } from '../keys/apiKeyListParts';
import type { Page } from '../lists/Page';
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
  if (found.length === 0) await refuseUnknown(bench, operator, options);
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
  const found = await every((after) => services.apiKeys.list(operator, { first: PAGE_SIZE, after }, filter, null));
  return found.filter((apiKey) => isMeant(apiKey, options, now));
}

/** The rows of all pages of a list. */
async function every<Row>(pageAfter: (after: string | null) => Promise<Page<Row>>): Promise<Row[]> {
  const found: Row[] = [];
  for (let after: string | null = null; ; ) {
    const page = await pageAfter(after);
    found.push(...page.rows);
    const last = page.rows.at(-1);
    if (!page.hasNextPage || !last) return found;
    after = page.cursorOf(last);
  }
}

/** Whether what was named is there, where no key was found. Errors: a `StartError` where it is not. */
async function refuseUnknown(bench: Workbench, operator: Caller, { process, createdBy }: Options): Promise<void> {
  const { processes, members } = bench.services;
  if (process === undefined && createdBy === undefined) return;
  const keys = await keysOf(bench, operator, { status: Object.values(ApiKeyStatus) });
  const isProcess = ({ processId }: ApiKey): boolean => processId === process; // It may have been deleted with them.
  if (process !== undefined && !keys.some(isProcess) && !(await processes.byId(operator, process))) {
    throw new StartError('--process: There is no such process.');
  }
  if (createdBy === undefined || foldName(createdBy) === operator.name) return;
  if (keys.some((key) => isNamed(key, createdBy) || isMadeBy(key, createdBy))) return;
  const people = await every((after) => members.list(operator, { first: PAGE_SIZE, after }));
  if (people.some((member) => isNamed(member, createdBy))) return;
  throw new StartError('--created-by: There is no key and no member of this id or name.');
}

function statusesOf({ deleted, status, expiresWithin }: Options): ApiKeyStatus[] | undefined {
  if (deleted) return [ApiKeyStatus.DELETED];
  return status ? [...status] : expiresWithin === undefined ? undefined : [...LASTING];
}

/** Whether a key is among those that are asked for. A new secret counts as use: nobody can have used it before. */
function isMeant(apiKey: ApiKey, { unusedFor, createdBy }: Options, now: number): boolean {
  const usedAt = Math.max(lifeStartOf(apiKey), apiKey.lastUsedAt ?? 0);
  if (unusedFor !== undefined && now - usedAt < unusedFor) return false;
  return createdBy === undefined || isMadeBy(apiKey, createdBy);
}

function isMadeBy({ createdById, createdBy }: ApiKey, text: string): boolean {
  return createdById === text || (createdBy !== null && foldName(createdBy) === foldName(text));
}

function isNamed({ id, sortName }: { readonly id: string; readonly sortName: string }, text: string): boolean {
  return id === text || sortName === foldName(text);
}
