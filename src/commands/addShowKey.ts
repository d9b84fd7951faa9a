import type { Command } from 'commander';
import { violationsOf } from '../access/policyLaw';
import { systemClock } from '../clock';
import { judgedKeyOf } from '../keys/judgeKey';
import { readTerms } from '../keys/readTerms';
import { instantText } from '../scalars/DateTime';
import { describeKey } from './describeKey';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print, table } from './print';
import { secretJson, secretsOfKey, type UsedSecret, userLines } from './secretsOfKey';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

type Shown = ReturnType<typeof describeKey> & {
  readonly createdById: string | null;
  readonly policyViolations: readonly string[];
};

/** `latchkey keys show` */
export function addShowKey(keys: Command, terminal: Terminal): void {
  ofOrganization(
    keys
      .command('show')
      .description('Shows a key, its secrets without their values, and who uses one that is being replaced.'),
  )
    .argument('<id>', 'which key')
    .action((id: string, options: OrganizationOptions) => withServices(terminal, (bench) => show(bench, id, options)));
}

async function show(bench: Workbench, id: string, options: OrganizationOptions): Promise<void> {
  const operator = await operatorFor(bench, options);
  const { apiKey, secrets } = await secretsOfKey(bench, operator, id);
  const terms = await readTerms(bench.database.sql, operator.organizationId);
  const policyViolations = violationsOf(terms, judgedKeyOf(apiKey), bench.config.catalogue, systemClock());
  const facts = { ...describeKey(apiKey), createdById: apiKey.createdById, policyViolations };
  const text = [table(factRows(facts)), table(secretRows(secrets)), userLines(secrets).join('\n')];
  const shown = { ...facts, secrets: secrets.map(secretJson) };
  print(bench.terminal, options.json, shown, text.filter(Boolean).join('\n\n'));
}

/** What there is to say of a key; what is not the case is left out. */
function factRows(facts: Shown): string[][] {
  const { createdBy, createdById, policyViolations, note, endNote } = facts;
  const by = [createdBy, createdById && `(${createdById})`].filter(Boolean).join(' ');
  const rows: readonly (readonly [string, string | null])[] = [
    ['id', facts.id],
    ['name', facts.name],
    ['user', facts.user],
    ['status', facts.status],
    ['process', facts.processId],
    ['scopes', facts.scopes.join(' ')],
    ['expires', facts.expiresAt],
    ['created', by === '' ? facts.createdAt : `${facts.createdAt} by ${by}`],
    ['last used', facts.lastUsedAt ?? 'never'],
    ['note', note && indented(note)],
    ['disabled', facts.disabledAt],
    ['deleted', facts.deletedAt],
    ['reason', facts.endReason],
    ['end note', endNote && indented(endNote)],
    ['policy', policyViolations.length === 0 ? null : `breaks ${policyViolations.join(', ')}`],
    ['version', `${facts.version}`],
  ];
  return rows.flatMap(([what, text]) => (text === null ? [] : [[what, text]]));
}

/** A note of several lines, of which none looks like a fact of its own. */
function indented(note: string): string {
  return note.replaceAll('\n', `\n${' '.repeat(11)}`);
}

function secretRows(secrets: readonly UsedSecret[]): string[][] {
  const rows = secrets.map(({ number, state, createdAt, lastUsedAt, worksUntil, reuseCount }) => [
    `${number}`,
    state,
    instantText(createdAt),
    lastUsedAt === null ? 'never' : instantText(lastUsedAt),
    instantText(worksUntil),
    `${reuseCount}`,
  ]);
  return [['SECRET', 'STATE', 'MADE', 'LAST USED', 'WORKS UNTIL', 'USED AFTER ITS END'], ...rows];
}
