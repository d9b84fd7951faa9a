import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

/** What `npm pack` would put into the package of the program as it is built. */
function packed(): { files: readonly PackedFile[]; unpackedSize: number } {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
  const [only] = Object.values(JSON.parse(told)) as [{ files: PackedFile[]; unpackedSize: number }]; // As npm documents.
  return only;
}

/** What the program and operators need. */
const NEEDED = [
  ...['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md', '.env.example'],
  ...['dist/package.json', 'dist/src/main.js', 'dist/console/page.html', 'dist/explorer/page.html'],
  ...['schema/schema.graphql', 'schema/subgraph.graphql', 'schema/scopes.json', 'docs/latchkey.service'],
  ...readdirSync('docs').map((file) => `docs/${file}`),
  ...readdirSync('migrations').map((file) => `dist/migrations/${file.replace('.ts', '.js')}`),
];

/** What belongs to no server: tests, sources, maps, what builds, and what somebody keeps in the folder. */
const UNWANTED =
  /(^|\/)(test|building|node_modules|decisions)\/|\.tsx?$|\.map$|\.test\.|sqlite-?\w*$|tsbuildinfo|\.env$|secret$|^src\//;

describe('the package', () => {
  const { files, unpackedSize } = packed();
  const paths = files.map((file) => file.path);

  it('holds the program, its migrations, the schema and the pages', () => {
    expect(NEEDED.filter((file) => !paths.includes(file))).toEqual([]);
  });

  it('holds nothing else, and less than eight megabytes', () => {
    expect(paths.filter((file) => UNWANTED.test(file))).toEqual([]);
    expect(unpackedSize).toBeLessThan(8_000_000);
  });

  it('holds every file that one of its files loads', () => {
    const programs = paths.filter((file) => /^dist\/(src|migrations)\/.*\.js$/.test(file));
    const missing = programs.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\brequire\("(\.[^"]+)"\)/g)]
        .map(([, target = '']) => path.posix.join(path.posix.dirname(file), target))
        .filter((target) => ![target, `${target}.js`].some((name) => paths.includes(name))),
    );
    expect(missing).toEqual([]);
  });

  it('has a command that can be executed once it is unpacked', () => {
    expect(files.find((file) => file.path === 'dist/src/main.js')?.mode).toBe(0o755);
  });
});
