import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { KEY_VALUE_FORM } from '../keys/keyValue';
import { readExamples } from './readExamples';

/**
 * Where each asset comes from: packages that are there while the project is built, and this folder.
 * Shape: the name under which the page asks for it, and a file below the project's root.
 */
const SOURCES = {
  'react.js': 'node_modules/react-18/umd/react.production.min.js',
  'react-dom.js': 'node_modules/react-dom-18/umd/react-dom.production.min.js',
  'graphiql.js': 'node_modules/graphiql/graphiql.min.js',
  'graphiql.css': 'node_modules/graphiql/graphiql.min.css',
  'explorer.js': 'dist/src/explorer/client/explorer.js',
  'explorer.css': 'src/explorer/client/explorer.css',
} as const;

/** The licences of what the explorer is made of: they go where it goes. */
const LICENCES = ['react-18', 'react-dom-18', 'graphiql'].map((name) => `node_modules/${name}/LICENSE`);

/**
 * Writes the explorer's page and all it loads to `dist/explorer`, so that whoever runs the server needs none of the
 * packages it is made from. What is there already is kept: names carry a digest of the content.
 * Source: decision 025.
 */
export function buildExplorer(root: string): void {
  const folder = path.join(root, 'dist', 'explorer');
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  mkdirSync(folder, { recursive: true });
  const assets: [name: string, content: string][] = [
    ...Object.entries(SOURCES).map(([name, file]): [string, string] => [name, withoutMapComment(read(file))]),
    ['examples.json', JSON.stringify(readExamples(path.join(root, 'schema', 'operations')))],
  ];
  const kept = new Set(['page.html', 'licences.txt']);
  const names = new Map<string, string>([['key', KEY_VALUE_FORM.source.replace(/[\^$]/g, '')]]);
  for (const [name, content] of assets) {
    const file = hashedName(name, content);
    names.set(name, `explorer/${file}`);
    for (const written of writeAsset(folder, file, content)) kept.add(written);
  }
  for (const file of readdirSync(folder)) if (!kept.has(file)) rmSync(path.join(folder, file));
  writeFileSync(path.join(folder, 'licences.txt'), LICENCES.map(read).join('\n\n'));
  const page = read('src/explorer/client/page.html');
  writeFileSync(
    path.join(folder, 'page.html'),
    page.replace(/\{\{([^}]+)\}\}/g, (whole, name) => names.get(name) ?? whole),
  );
}

/** Their maps are not served; browsers would ask for them. */
function withoutMapComment(text: string): string {
  return text.replace(/\n?(?:\/\/|\/\*)# sourceMappingURL=.*\s*$/, '\n');
}

/** Shape: `react.0a1b2c3d4e5f.js`. */
function hashedName(name: string, content: string): string {
  const { name: stem, ext } = path.parse(name);
  return `${stem}.${createHash('sha256').update(content).digest('hex').slice(0, 12)}${ext}`;
}

/** Writes an asset as it is, and compressed once for all requests. Shape: the names of the three files. */
function writeAsset(folder: string, file: string, content: string): string[] {
  const bytes = Buffer.from(content);
  const forms = [
    [file, () => bytes],
    [`${file}.br`, () => brotliCompressSync(bytes)],
    [`${file}.gz`, () => gzipSync(bytes, { level: 9 })],
  ] as const;
  for (const [name, make] of forms) {
    if (!existsSync(path.join(folder, name))) writeFileSync(path.join(folder, name), make());
  }
  return forms.map(([name]) => name);
}

if (require.main === module) buildExplorer(process.cwd());
