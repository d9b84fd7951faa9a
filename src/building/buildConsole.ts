import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleClient } from './bundleClient';
import { eventsText } from './eventsText';
import { limitsText } from './limitsText';
import { readLicences } from './readLicences';
import { writeAssets } from './writeAssets';
import { writeOperationTypes } from './writeOperationTypes';

/** What makes the console: this program. */
const PROGRAM = [
  'building/buildConsole',
  'building/bundleClient',
  'building/writeOperationTypes',
  'building/readLicences',
  'building/writeAssets',
];

/** What is beside the assets. */
const KEPT = ['page.html', 'licences.txt', 'digest.txt'];

/**
 * Writes the console to `dist/console`: its page and all it loads. Skips the build where the sources are unchanged.
 * Shape: all files lie in that one folder; the page asks for them below `console/`.
 */
export async function buildConsole(root: string): Promise<void> {
  const client = path.join(root, 'src', 'console', 'client');
  const folder = path.join(root, 'dist', 'console');
  const digest = digestOf(root, client);
  const digestFile = path.join(folder, 'digest.txt');
  const generated = path.join(client, 'generated');
  const isBuilt = existsSync(generated) && existsSync(digestFile) && readFileSync(digestFile, 'utf8') === digest;
  if (isBuilt) return;
  await writeOperationTypes(path.join(root, 'schema', 'schema.graphql'), path.join(client, 'operations'), generated);
  writeFileSync(path.join(generated, 'limits.ts'), limitsText());
  writeFileSync(path.join(generated, 'events.ts'), eventsText());
  checkTypes(root, client);
  const { assets, packages } = await bundleClient(client);
  const files = writeAssets(folder, assets, KEPT);
  const page = readFileSync(path.join(client, 'page.html'), 'utf8');
  const fillIn = (whole: string, name: string): string => {
    const file = files.get(name);
    return file === undefined ? whole : `console/${file}`;
  };
  writeFileSync(path.join(folder, 'page.html'), page.replace(/\{\{([^}]+)\}\}/g, fillIn));
  writeFileSync(path.join(folder, 'licences.txt'), readLicences(root, packages));
  writeFileSync(digestFile, digest);
}

/** What the console is made from: its source, the schema, the versions of all packages, limits, events, and this program. */
function digestOf(root: string, client: string): string {
  const sources = readdirSync(client, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('generated'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const program = PROGRAM.map((name) => path.join(root, 'dist', 'src', `${name}.js`));
  const others = ['schema/schema.graphql', 'package-lock.json', 'tsconfig.json'].map((name) => path.join(root, name));
  const hash = createHash('sha256').update(limitsText()).update(eventsText());
  for (const file of [...sources, ...program, ...others]) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** Errors: what the compiler says goes to the terminal, and the build ends. */
function checkTypes(root: string, client: string): void {
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '--project', client], { stdio: 'inherit' });
}

if (require.main === module) {
  buildConsole(process.cwd()).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
