import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import { BenchError } from './BenchError';
import { conditionsOf } from './conditions';
import { pickCores } from './cores';
import { LoadGenerator } from './LoadGenerator';
import { measureRow, type RowResult } from './measureRow';
import { ROWS } from './rows';
import { Sandbox } from './Sandbox';
import { tableOf } from './table';

interface Options {
  readonly row?: string;
  readonly json?: true;
  readonly profile?: true;
}

async function run({ row: wanted, json, profile }: Options): Promise<void> {
  const cores = pickCores();
  const sandbox = new Sandbox(cores);
  const profileFolder = profile ? mkdtempSync(path.join(tmpdir(), 'latchkey-profiles-')) : null;
  const load = new LoadGenerator(sandbox);
  const results: RowResult[] = [];
  for (const row of ROWS.filter(({ name }) => wanted === undefined || name === wanted)) {
    process.stderr.write(`Measuring ${row.name} …\n`);
    results.push(await measureRow(row, { sandbox, profileFolder }, load));
  }
  await load.stop();
  const conditions = conditionsOf(cores, results);
  if (profileFolder !== null) conditions.push(`The CPU profiles, which slowed both down, are in ${profileFolder}.`);
  const printed = json
    ? JSON.stringify({ results, conditions, profileFolder }, null, 2)
    : [tableOf(results), ...conditions].join('\n');
  process.stdout.write(`${printed}\n`);
}

function describe(error: unknown): string {
  if (error instanceof BenchError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// A signal ends the run like a failure: what the sandbox holds is cleared when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

new Command('npm run bench --')
  .description('Compares our server with others, in turns on one core, and prints the ratios as one table.')
  .addOption(new Option('--row <name>', 'measure one row alone').choices(ROWS.map(({ name }) => name)))
  .option('--json', 'print one JSON object')
  .option('--profile', 'leave a CPU profile of every server in a new folder, whose name is printed')
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  });
