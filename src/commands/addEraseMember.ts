import type { Command } from 'commander';
import { eraseMember, findPerson } from '../audit/eraseMember';
import { knowsMember } from '../audit/namedRows';
import { StartError } from '../errors';
import { operatorIn } from '../events/Changes';
import { assertAsked, confirm } from './confirm';
import { logFor } from './logFor';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print } from './print';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface Options extends OrganizationOptions {
  readonly member: string;
  readonly yes?: true;
}

/** `latchkey audit erase` */
export function addEraseMember(audit: Command, terminal: Terminal): void {
  ofOrganization(
    audit
      .command('erase')
      .description(
        'Erases the names, addresses and user agents of a member, present or removed, from the audit log, and those of the invitation. What happened stays, and every proof goes on to hold. It cannot be undone.',
      ),
  )
    .requiredOption('--member <id>', 'which member')
    .option('--yes', 'do not ask; needed where nobody can be asked')
    .action(async (options: Options) => {
      assertAsked(terminal, options.yes === true);
      await withServices(terminal, (bench) => erase(bench, options));
    });
}

async function erase(bench: Workbench, options: Options): Promise<void> {
  const { terminal, database, services } = bench;
  const { member: memberId, yes, json } = options;
  const organizationId = await logFor(bench, options);
  const operator = await operatorFor(bench, { organization: organizationId });
  if (!(await knowsMember(database.sql, organizationId, memberId))) {
    throw new StartError('The log knows no member of this id.');
  }
  if (await services.members.byId(operator, memberId)) {
    terminal.writeError('This person is a member still: what the person does from now on is written down as before.\n');
  }
  const question = `Erase the names, addresses and user agents of member ${memberId} for ever?`;
  if (yes !== true && !(await confirm(terminal, question))) throw new StartError('Nothing was changed.');
  const person = await findPerson(database.sql, organizationId, memberId);
  await services.changes.byOperator<string>('member.erased', async () => ({
    author: operatorIn(organizationId),
    target: { id: memberId, name: null },
    result: memberId,
  }));
  const erasedRowCount = await eraseMember(database, organizationId, person);
  const sentence = `Rows of which something was erased: ${erasedRowCount}. Backups and earlier exports are as they were.`;
  print(terminal, json, { memberId, erasedRowCount }, sentence);
}
