import type { Command } from 'commander';
import { logFaults, unexplainedSentence } from '../audit/logFaults';
import { type VerifiedLog, verifyLog } from '../audit/verifyLog';
import { StartError } from '../errors';
import { instantText } from '../scalars/DateTime';
import { type LogOptions, logFor, NO_LOG_KEY, ofLog, readKept } from './logFor';
import { progressOn } from './progressOn';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface Options extends LogOptions {
  readonly checkpoint?: string;
}

/** `latchkey audit verify` */
export function addVerifyLog(audit: Command, terminal: Terminal): void {
  ofLog(
    audit
      .command('verify')
      .description(
        'Verifies every row of a log, its tree and its checkpoints. Ends with 1 and the first row that is not as it was.',
      ),
  )
    .option(
      '--checkpoint <file>',
      'a checkpoint that was kept elsewhere: without one, an older database that was put back is not found',
    )
    .action((options: Options) => withServices(terminal, (bench) => verify(bench, options)));
}

async function verify(bench: Workbench, { checkpoint, ...options }: Options): Promise<void> {
  const { terminal, config, database, services } = bench;
  const tree = await logFor(bench, options);
  const kept = checkpoint === undefined ? null : await readKept(bench, tree, checkpoint);
  const publicKey = await services.auditLogKey.publicKey();
  if (publicKey === null) throw new StartError(NO_LOG_KEY);
  const proofs = {
    sql: database.sql,
    trees: services.auditTrees,
    secrets: [config.secret, ...config.previousSecrets],
    grace: services.auditGrace,
    publicKey,
  };
  const progress = progressOn(terminal);
  const tell = (count: number, size: number): void => progress.show('Verifying rows', count / size);
  const verified = await verifyLog(proofs, tree, kept, tell).finally(progress.end);
  terminal.say(`${describe(verified, kept?.size ?? null).join('\n')}\n`);
  const faults = logFaults(verified);
  if (faults.length > 0) throw new StartError(faults.join(' '));
}

function describe(verified: VerifiedLog, keptSize: number | null): string[] {
  const {
    size,
    firstKept,
    checkpointCount,
    unprovedCount,
    otherSecretCount,
    erasedCount,
    unexplained,
    unsealedCount,
    lateRow,
  } = verified;
  const rows = size === 0 ? 'No row is sealed yet.' : `Verified: rows ${firstKept} to ${size - 1}, and their tree.`;
  return [
    rows,
    ...(firstKept > 0 ? [`Retention dropped the rows before row ${firstKept}; their hashes were verified.`] : []),
    `Checkpoints in the database: ${checkpointCount} verified.`,
    ...(unprovedCount > 0 ? [`Rows of earlier versions, which the tree alone proves: ${unprovedCount}.`] : []),
    ...(otherSecretCount > 0
      ? [
          `Rows of another master secret, which the tree alone proves: ${otherSecretCount}. LATCHKEY_PREVIOUS_SECRETS may name it.`,
        ]
      : []),
    ...(erasedCount > 0 ? [`Rows of which something was erased: ${erasedCount}.`] : []),
    ...(unexplained.count > 0 && firstKept > 0
      ? [`${unexplainedSentence(unexplained)} Retention may have dropped the event.`]
      : []),
    ...(unsealedCount > 0 ? [`Rows that wait to be sealed: ${unsealedCount} verified by themselves.`] : []),
    ...(lateRow === null
      ? []
      : [
          `Row ${lateRow.sequence} happened at ${instantText(lateRow.at)}, more than a day before one that was sealed earlier: a clock was wrong, or it was written late.`,
        ]),
    keptSize === null
      ? 'No checkpoint was given: an older database, or a rewritten one, would not have been found.'
      : `The checkpoint of ${keptSize} rows was verified.`,
  ];
}
