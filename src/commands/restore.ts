import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Restored, type RestorePlan, restore } from '../backups/restore';
import { StartError } from '../errors';
import type { CompleteConfig } from '../running/app';
import { completeConfig, keptFolderOf, readSettings } from '../running/start';
import { keptSecretFile } from '../secrets';
import { ask, assertAskable } from './ask';
import { print, table } from './print';
import { progressOn } from './progressOn';
import type { Terminal } from './Terminal';

interface Options {
  readonly yes?: true;
  readonly disableRestoredKeys?: true;
  readonly withoutSecret?: true;
  readonly json?: true;
}

/** `latchkey restore` */
export function addRestoreCommand(program: Command, terminal: Terminal): void {
  program
    .command('restore')
    .description(
      'Proves a backup, then puts it in place of the database, whole or not at all. Every server must be stopped. Ends all sessions, open invitations and access tokens, and lists the keys and members that had ended since the backup and are back.',
    )
    .argument('<file>', 'what `latchkey backup` made')
    .option('--yes', 'do not ask; needed where nobody can be asked')
    .option('--disable-restored-keys', 'disable every key that is not known to work still, before anybody can use it')
    .option('--without-secret', 'restore even if no key can be checked under the master secrets that are set')
    .option('--json', 'print one JSON object')
    .action(async (copy: string, options: Options) => {
      const { yes, disableRestoredKeys, withoutSecret, json } = options;
      if (!yes) assertAskable(terminal);
      const config = settingsOf(terminal, withoutSecret === true);
      const wishes = {
        copy,
        environment: terminal.environment,
        disablesKeys: disableRestoredKeys === true,
        needsNoSecret: withoutSecret === true,
      };
      const progress = progressOn(terminal);
      const decide = async (plan: RestorePlan): Promise<boolean> => {
        progress.end();
        terminal.writeError(`${warningsOf(plan, wishes.disablesKeys)}\n`);
        return yes === true || (await ask(terminal, 'Restore it? (y/N) '));
      };
      const made = await restore(config, wishes, progress.show, decide).finally(progress.end);
      print(terminal, json, shown(made), describe(made));
    });
}

/** Errors: a `StartError` where there is no master secret. One made here would be good for nothing in the copy. */
function settingsOf({ environment }: Terminal, needsNoSecret: boolean): CompleteConfig {
  const settings = readSettings(environment);
  if (settings.secret === null && !needsNoSecret) {
    const file = keptSecretFile(keptFolderOf(settings));
    if (!existsSync(file)) {
      throw new StartError(
        `There is no master secret: set LATCHKEY_SECRET, or put the file that was kept beside the database back to ${file}. Nothing was changed.`,
        2,
      );
    }
  }
  return completeConfig(environment);
}

/** What a person should know before: on standard error, so that JSON stays JSON. */
function warningsOf(plan: RestorePlan, disablesKeys: boolean): string {
  const { keyCount, workingKeyCount, lastChangeAt, migrationCount, secretWarning } = plan;
  const last = lastChangeAt === null ? '' : ` Its last change is of ${new Date(lastChangeAt).toISOString()}.`;
  const lines = [`The copy holds ${keyCount} keys, of which ${workingKeyCount} work.${last}`];
  if (migrationCount > 0) lines.push(`It is of an earlier version. Migrations run on the copy: ${migrationCount}.`);
  if (secretWarning !== null) lines.push(secretWarning);
  return [...lines, ...revivalOf(plan, disablesKeys)].join('\n');
}

function revivalOf(plan: RestorePlan, disablesKeys: boolean): string[] {
  const { isCompared, isReplacing, revivedKeys, revivedMembers } = plan;
  if (!isCompared) {
    const reason = isReplacing
      ? 'The database that is replaced cannot be read'
      : 'There is no database to compare with';
    const what = disablesKeys ? 'every key of the copy is disabled' : 'keys that ended since the copy work again';
    return [`${reason}: which keys ended since the copy is not known, and ${what}.`];
  }
  const lines: string[] = [];
  if (revivedKeys.length > 0) {
    const keys = revivedKeys.map((key) => [
      key.id,
      key.how,
      instantOf(key.endedAt) ?? '',
      key.organizationName,
      key.name,
    ]);
    const what = disablesKeys ? 'Disabled, since they had ended or lost rights' : 'Keys that work again, or may return';
    lines.push(`${what}:`, table([['ID', 'SINCE THE COPY', 'AT', 'ORGANIZATION', 'NAME'], ...keys]));
  }
  if (revivedMembers.length > 0) {
    const members = revivedMembers.map(({ id, how, organizationName, email }) => [id, how, organizationName, email]);
    lines.push('Members who may do again what they no longer could:');
    lines.push(table([['ID', 'SINCE THE COPY', 'ORGANIZATION', 'EMAIL'], ...members]));
  }
  return lines;
}

function describe({ keptAs, disabledKeyCount, endedSessionCount, endedInvitationCount }: Restored): string {
  const ended = `Ended: ${endedSessionCount} sessions, ${endedInvitationCount} open invitations, all access tokens.`;
  return [
    'The backup was restored.',
    ...(keptAs === null ? [] : [`The database that was there is kept as ${keptAs}.`]),
    ...(disabledKeyCount === 0 ? [] : [`Keys disabled: ${disabledKeyCount}.`]),
    ended,
  ].join('\n');
}

function shown({ lastChangeAt, revivedKeys, ...made }: Restored) {
  const keys = revivedKeys.map(({ endedAt, ...key }) => ({ ...key, endedAt: instantOf(endedAt) }));
  return { ...made, lastChangeAt: instantOf(lastChangeAt), revivedKeys: keys };
}

function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
