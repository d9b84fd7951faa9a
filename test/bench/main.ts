import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { OTHER_BUILD_PAIR_COUNT } from './againstOthers';
import { BenchError } from './BenchError';
import { BenchPostgres } from './BenchPostgres';
import { conditionsOf } from './conditions';
import { pickCores } from './cores';
import { Databases } from './Databases';
import { LoadGenerator } from './LoadGenerator';
import { PAIR_COUNT } from './pairRow';
import type { Row, RowResult, Stage } from './row';
import { ROWS } from './rows';
import { Sandbox } from './Sandbox';
import { describeSoak, soak } from './soak';
import { markdownOf, tableOf } from './table';
import { writePerformancePage } from './writePerformancePage';

interface Options {
  readonly row?: string[];
  readonly json?: true;
  readonly markdown?: true;
  readonly page?: true;
  readonly profile?: true;
  readonly list?: true;
  /** A folder with another build of ours. */
  readonly against?: string;
  /** Units: minutes. */
  readonly soak?: number | true;
}

/** Units: minutes of a soak that does not say how long. */
const SOAK_MINUTES = 10;

async function run(options: Options): Promise<void> {
  if (options.list) return print(ROWS.map(({ name }) => name).join('\n'));
  const cores = pickCores();
  const sandbox = new Sandbox(cores);
  const postgres = new BenchPostgres(sandbox, cores);
  const databases = new Databases(sandbox, postgres);
  try {
    if (options.soak !== undefined) {
      const minutes = options.soak === true ? SOAK_MINUTES : options.soak;
      const result = await soak(sandbox, databases, minutes);
      return print(options.json ? JSON.stringify(result, null, 2) : describeSoak(result));
    }
    const profileFolder = options.profile ? mkdtempSync(path.join(tmpdir(), 'latchkey-profiles-')) : null;
    const load = new LoadGenerator(sandbox);
    const otherProgram = options.against === undefined ? null : programIn(options.against);
    const results = await measure({ sandbox, profileFolder, load, databases, otherProgram }, rowsOf(options));
    const pairCount = otherProgram === null ? PAIR_COUNT : OTHER_BUILD_PAIR_COUNT;
    const conditions = conditionsOf(cores, sandbox.folder, results, pairCount);
    if (profileFolder !== null) conditions.push(`The CPU profiles, which slowed both down, are in ${profileFolder}.`);
    await load.stop();
    const report = { results, conditions, profileFolder };
    if (options.page) writePerformancePage(written(report, { markdown: true }));
    print(written(report, options));
  } finally {
    await postgres.stop();
  }
}

/** The rows that are asked for. Errors: a `BenchError` where one of them does not compare with another build. */
function rowsOf({ row: wanted, against }: Options): readonly Row[] {
  const rows = ROWS.filter(({ name }) => wanted?.includes(name) ?? true);
  if (against === undefined) return rows;
  const comparable = rows.filter(({ isForOtherBuilds }) => isForOtherBuilds);
  if (wanted === undefined || comparable.length === rows.length) return comparable;
  const names = ROWS.flatMap(({ name, isForOtherBuilds }) => (isForOtherBuilds ? [name] : []));
  throw new BenchError(`--against takes these rows: ${names.join(', ')}.`);
}

/** The built program of a folder. Errors: a `BenchError` where there is none. */
function programIn(folder: string): string {
  const program = path.resolve(folder, 'dist/src/main.js');
  if (existsSync(program)) return program;
  throw new BenchError(`${program} is not there: run \`npm ci\` and \`npm run build\` in ${folder} first.`);
}

async function measure(stage: Stage, rows: readonly Row[]): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const row of rows) {
    stage.sandbox.tell(`Measuring ${row.name} …`);
    results.push(await row.measure(stage));
  }
  stage.sandbox.tell('Done.');
  return results;
}

interface Report {
  readonly results: readonly RowResult[];
  readonly conditions: readonly string[];
  readonly profileFolder: string | null;
}

function written(report: Report, { json, markdown }: Options): string {
  if (json) return JSON.stringify(report, null, 2);
  const { results, conditions } = report;
  if (markdown) return [markdownOf(results), ...conditions.map((sentence) => `- ${sentence}`)].join('\n');
  return [tableOf(results), ...conditions].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function describe(error: unknown): string {
  if (error instanceof BenchError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (minutes > 0) return minutes;
  throw new InvalidArgumentError('Give a number of minutes.');
}

// A signal ends the run like a failure: what the sandbox holds is cleared when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

new Command('npm run bench --')
  .description('Compares our server with others, in turns on one core, and prints the ratios as one table.')
  .addOption(
    new Option('--row <name...>', 'measure this row alone; may be repeated').choices(ROWS.map(({ name }) => name)),
  )
  .option('--list', 'print the names of the rows')
  .option('--json', 'print one JSON object')
  .option('--markdown', 'print Markdown')
  .addOption(
    new Option('--page', 'also write the figures into docs/performance.md').conflicts(['row', 'profile', 'soak']),
  )
  .addOption(
    new Option('--against <folder>', 'compare with the program that was built in another checkout').conflicts('page'),
  )
  .option('--profile', 'leave a CPU profile of every server in a new folder, whose name is printed')
  .option(
    '--soak [minutes]',
    `instead, abuse our server for that long (${SOAK_MINUTES}), and tell whether its heap grows`,
    readMinutes,
  )
  .action(run)
  .parseAsync()
  .then(() => process.exit())
  .catch((error: unknown) => {
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  });
