// Builds the program. With `--if-stale`, for `npm start`, only where `dist` was not made from the sources as they are.
// It cannot be TypeScript: it runs before anything is compiled, and where no compiler is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const COMPILER = 'node_modules/typescript/bin/tsc';

const STEPS = [
  [COMPILER, '--project', 'tsconfig.json'],
  ['dist/src/building/removeStale.js'],
  [COMPILER, '--project', 'src/explorer/client'],
  ['dist/src/building/buildExplorer.js'],
  ['dist/src/building/buildConsole.js'],
];

const SOURCES = ['src', 'migrations', 'schema', 'ormconfig.ts', 'tsconfig.json', 'package.json'];

/** What the build itself writes among the sources. */
const GENERATED = path.join('src', 'console', 'client', 'generated');

/** The digest of the sources that `dist` was made from. It is gone while a build runs, and after one that failed. */
const DIGEST_FILE = path.join('dist', 'sources.sha256');

const RESULTS = [DIGEST_FILE, 'dist/src/main.js', 'dist/explorer/page.html', 'dist/console/page.html'];

const REMEDY = 'run `npm ci --include=dev && npm run build`, or install what `npm pack` makes (docs/installing.md)';

function filesOf(source) {
  if (!statSync(source).isDirectory()) return [source];
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(GENERATED))
    .sort();
}

function sourcesDigest() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesOf)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Why `dist` cannot be served as it is, or null. */
function fault() {
  if (!RESULTS.every((file) => existsSync(file))) return 'The program is not built';
  return readFileSync(DIGEST_FILE, 'utf8') === sourcesDigest() ? null : 'The program was built from other sources';
}

function end(sentence) {
  process.stderr.write(`${sentence}.\n`);
  process.exit(1);
}

function build(reason) {
  if (!existsSync(COMPILER)) end(`${reason}, and the compiler is not installed: ${REMEDY}`);
  try {
    mkdirSync('dist', { recursive: true });
    writeFileSync(DIGEST_FILE, '');
    rmSync(DIGEST_FILE);
  } catch (error) {
    end(`${reason}, and \`dist\` cannot be written (${error.code}): run \`npm run build\` where it can be`);
  }
  const digest = sourcesDigest();
  for (const step of STEPS) {
    // What a command prints is all that stands on its standard output.
    const { status } = spawnSync(process.execPath, step, { stdio: ['ignore', 2, 2] });
    if (status !== 0) process.exit(1);
  }
  chmodSync('dist/src/main.js', 0o755); // It is the command `latchkey`.
  writeFileSync(DIGEST_FILE, digest);
}

const reason = process.argv.includes('--if-stale') ? fault() : 'The program is to be built';
if (reason !== null) build(reason);
