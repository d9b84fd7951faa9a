import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from './BenchError';

/** The root of the project. */
const ROOT = path.join(__dirname, '../../..');
/** Where the packages that only the benchmark needs are kept from run to run. */
const FOLDER = path.join(ROOT, 'node_modules/.cache/latchkey-bench');
const FILES = ['package.json', 'package-lock.json'];
/** Units: milliseconds that npm is given. */
const TIMEOUT_MS = 180_000;

/**
 * Installs the packages that are references and nothing else, unless they are there already. Shape: their folder.
 * Errors: a `BenchError` where npm cannot.
 */
export async function installReferences(): Promise<string> {
  const source = path.join(ROOT, 'test/bench/references');
  const wanted = FILES.map((name) => readFileSync(path.join(source, name), 'utf8')).join('');
  const mark = path.join(FOLDER, 'installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return FOLDER;
  mkdirSync(FOLDER, { recursive: true });
  for (const name of FILES) copyFileSync(path.join(source, name), path.join(FOLDER, name));
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', args, { cwd: FOLDER, timeout: TIMEOUT_MS }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message.split('\n').slice(0, 4).join(' ') : String(error);
    throw new BenchError(`The references cannot be installed: ${reason}`);
  });
  writeFileSync(mark, wanted);
  return FOLDER;
}
