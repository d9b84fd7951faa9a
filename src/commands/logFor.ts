import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { SERVER_TREE } from '../audit/AuditTree';
import type { ProvedAuditTree } from '../audit/AuditTrees';
import type { Checkpoint } from '../audit/checkpointText';
import { openCheckpoint } from '../audit/openCheckpoint';
import { messageOf, StartError } from '../errors';
import type { Workbench } from './withServices';

/** Units: organizations that are named at most. */
const MAX_NAMED = 20;

/** What is told where checkpoints can be neither signed nor verified. */
export const NO_LOG_KEY =
  'The key of the log cannot be used: it was changed or removed, or sealed under another master secret.';

/** What every command takes that works with one log. */
export interface LogOptions {
  readonly organization?: string;
}

/** Adds that option. */
export function ofLog(command: Command): Command {
  return command.option(
    '--organization <id>',
    `whose log; may be left out where there is one organization. \`${SERVER_TREE}\`: of what belongs to none`,
  );
}

/**
 * The tree of the log that is meant: of the organization that is named, or of the only one.
 * Errors: a `StartError`; its code is 2, and it names the organizations, where there are several.
 */
export async function logFor({ database }: Workbench, { organization }: LogOptions): Promise<string> {
  if (organization === SERVER_TREE) return SERVER_TREE;
  if (organization !== undefined) {
    const [known] = await database.sql('SELECT "id" FROM "organization" WHERE "id" = $1', [organization]);
    if (!known) throw new StartError('There is no organization of this id.');
    return organization;
  }
  const statement = `SELECT "id", "name" FROM "organization" ORDER BY "id" LIMIT ${MAX_NAMED + 1}`;
  const found = await database.sql<{ id: string; name: string }>(statement, []);
  if (found.length === 1 && found[0]) return found[0].id;
  if (found.length === 0) throw new StartError('There is no organization: run `latchkey init`.');
  const named = found.slice(0, MAX_NAMED).map(({ id, name }) => `${id}  ${name}`);
  throw new StartError(
    ['Name one: --organization.', ...named, ...(found.length > MAX_NAMED ? ['…'] : [])].join('\n'),
    2,
  );
}

/** A tree, and whether the server's own proof of it holds. Errors: a `StartError`, also where no row is sealed yet. */
export async function provedTree({ services }: Workbench, id: string): Promise<ProvedAuditTree> {
  const tree = await services.auditTrees.find(id);
  if (tree === null) throw new StartError('No row of this log is sealed yet: a server seals rows within seconds.');
  const proved = services.auditTrees.proved(tree);
  if (proved !== null) return proved;
  throw new StartError(
    'The state of the tree was not written by a server with this master secret: run `latchkey audit verify`.',
  );
}

/** A checkpoint that was kept in a file, and its text. Errors: a `StartError` where it is none of this log. */
export async function readKept(
  { services }: Workbench,
  tree: string,
  file: string,
): Promise<Checkpoint & { readonly note: string }> {
  const note = textOf(file);
  const publicKey = await services.auditLogKey.publicKey();
  if (publicKey === null) throw new StartError(NO_LOG_KEY);
  const checkpoint = openCheckpoint(note, publicKey, tree);
  if (checkpoint !== null) return { ...checkpoint, note };
  throw new StartError(`${file} is no checkpoint of this log that its key has signed.`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(`${file} cannot be read: ${messageOf(error)}.`, 2);
  }
}
