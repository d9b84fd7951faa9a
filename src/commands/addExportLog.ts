import { type Command, InvalidArgumentError, Option } from 'commander';
import { CSV_HEADER, csvOf } from '../audit/csvOf';
import { ExportedLines, type ExportWishes, exportedLog, lastLine } from '../audit/exportedLog';
import { StartError } from '../errors';
import { parseInstant } from '../scalars/DateTime';
import { type LogOptions, logFor, ofLog, provedTree, readKept } from './logFor';
import { signedCheckpoint } from './signedCheckpoint';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

/** Units: characters that are collected before they are printed. */
const PIECE_LENGTH = 65_536;

interface Options extends LogOptions {
  readonly format: 'ndjson' | 'csv';
  /** Units: epoch milliseconds. */
  readonly since?: number;
  /** Units: epoch milliseconds. */
  readonly until?: number;
  readonly proofs?: true;
  readonly checkpoint?: string;
}

/** `latchkey audit export` */
export function addExportLog(audit: Command, terminal: Terminal): void {
  ofLog(
    audit
      .command('export')
      .description('Prints the sealed rows of a log, the oldest first, and a checkpoint that proves them.'),
  )
    .addOption(new Option('--format <format>', 'CSV has no proofs').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--since <instant>', 'rows of this instant and later', readInstant)
    .option('--until <instant>', 'rows before this instant', readInstant)
    .option('--proofs', 'prove each row by itself: needed where not all rows are printed')
    .option('--checkpoint <file>', 'the log as it was at this checkpoint, instead of as it is')
    .action((options: Options) => withServices(terminal, (bench) => exportLog(bench, options)));
}

async function exportLog(bench: Workbench, options: Options): Promise<void> {
  const { format, since = null, until = null, proofs, checkpoint } = options;
  if (format === 'csv' && (proofs || checkpoint !== undefined)) {
    throw new StartError('CSV has no proofs: leave --proofs and --checkpoint out.', 2);
  }
  const id = await logFor(bench, options);
  const tree = await provedTree(bench, id);
  const kept = checkpoint === undefined ? null : await readKept(bench, id, checkpoint);
  const size = kept?.size ?? tree.size;
  if (size > tree.size) throw new StartError(`The checkpoint is of ${size} rows, and the log has ${tree.size}.`);
  const wishes = { tree: id, size, firstKept: Math.min(tree.firstKept, size), since, until };
  const pieces = format === 'csv' ? csvLines(bench, wishes) : jsonLines(bench, wishes, proofs === true);
  if (!(await printAll(bench.terminal, pieces)) || format === 'csv') return;
  const note = kept?.note ?? (await signedCheckpoint(bench, tree));
  bench.terminal.say(lastLine(note, since === null && until === null ? null : { since, until }));
}

async function* csvLines({ database }: Workbench, wishes: ExportWishes): AsyncGenerator<string> {
  yield CSV_HEADER;
  for await (const row of exportedLog(database.sql, wishes)) yield csvOf(row);
}

async function* jsonLines({ database }: Workbench, wishes: ExportWishes, hasProofs: boolean): AsyncGenerator<string> {
  const lines = new ExportedLines(database.sql, wishes, hasProofs);
  for await (const row of exportedLog(database.sql, wishes)) yield await lines.of(row);
}

/** Prints lines as fast as they are taken. Shape: false where the reader has left. */
async function printAll({ say, isTaken }: Terminal, lines: AsyncIterable<string>): Promise<boolean> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < PIECE_LENGTH) continue;
    say(piece);
    piece = '';
    if (!(await isTaken())) return false;
  }
  say(piece);
  return isTaken();
}

function readInstant(text: string): number {
  const instant = parseInstant(text);
  if (instant === null) throw new InvalidArgumentError('Give an instant such as 2027-02-01T00:00:00Z.');
  return instant;
}
