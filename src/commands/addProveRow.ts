import type { Command } from 'commander';
import { ExportedLines, lastLine } from '../audit/exportedLog';
import { ofTree, SELECT_ROWS } from '../audit/sealedRows';
import { StartError } from '../errors';
import type { AuditEvent } from '../events/AuditEvent';
import { type LogOptions, logFor, ofLog, provedTree, readKept } from './logFor';
import { signedCheckpoint } from './signedCheckpoint';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface Options extends LogOptions {
  readonly event?: true;
  readonly checkpoint?: string;
}

/** `latchkey audit proof` */
export function addProveRow(audit: Command, terminal: Terminal): void {
  ofLog(
    audit
      .command('proof')
      .description(
        'Prints the proof that an event is in the log: its leaf, the hashes that lead to a checkpoint, and that checkpoint.',
      ),
  )
    .argument('<id>', 'which event')
    .option('--checkpoint <file>', 'prove it with this checkpoint, instead of with a new one')
    .option('--event', 'print the event, too, with the personal values that it has')
    .action((id: string, options: Options) => withServices(terminal, (bench) => prove(bench, id, options)));
}

async function prove(bench: Workbench, id: string, { event, checkpoint, ...options }: Options): Promise<void> {
  const { database, terminal } = bench;
  const tree = await logFor(bench, options);
  const { sql: condition, values } = ofTree(tree, '$1');
  const [row] = await database.sql<AuditEvent>(`${SELECT_ROWS} ${condition} AND "id" = $2`, [...values, id]);
  if (!row) throw new StartError('The log has no event of this id.');
  if (row.sequence === null) throw new StartError('This event is not sealed yet: a server seals it within seconds.');
  const proved = await provedTree(bench, tree);
  const kept = checkpoint === undefined ? null : await readKept(bench, tree, checkpoint);
  const size = kept?.size ?? proved.size;
  if (row.sequence >= size) throw new StartError(`The checkpoint is of ${size} rows: this event came later.`);
  const line = await new ExportedLines(database.sql, { tree, size }, true).of(row, event === true);
  terminal.say(line + lastLine(kept?.note ?? (await signedCheckpoint(bench, proved)), { id }));
}
