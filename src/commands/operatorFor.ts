import type { Command } from 'commander';
import type { Caller } from '../access/Caller';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import { operatorOf } from '../running/init';
import type { Workbench } from './withServices';

/** What every command takes that works within one organization. */
export interface OrganizationOptions {
  readonly organization?: string;
  readonly json?: true;
}

/** Adds those options. */
export function ofOrganization(command: Command): Command {
  return command
    .option('--organization <id>', 'which organization; may be left out where there is only one')
    .option('--json', 'print JSON');
}

/** The operator of the organization that is named, or of the only one. Errors: a `StartError`. */
export async function operatorFor(
  { config, database }: Workbench,
  { organization }: OrganizationOptions,
): Promise<Caller> {
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
