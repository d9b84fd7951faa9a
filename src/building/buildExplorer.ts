import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KEY_VALUE_FORM } from '../keys/keyValue';
import { readExamples } from './readExamples';
import { readLicences } from './readLicences';
import { type Asset, writeAssets } from './writeAssets';

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

/** What the explorer is made of. */
const PACKAGES = ['react-18', 'react-dom-18', 'graphiql'];

/**
 * Writes the explorer's page and all it loads to `dist/explorer`, so that whoever runs the server needs none of the
 * packages it is made from.
 * Source: decision 025.
 */
export function buildExplorer(root: string): void {
  const folder = path.join(root, 'dist', 'explorer');
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const assets: Asset[] = [
    ...Object.entries(SOURCES).map(([name, file]) => ({ name, content: withoutMapComment(read(file)) })),
    { name: 'examples.json', content: JSON.stringify(readExamples(path.join(root, 'schema', 'operations'))) },
  ];
  const files = writeAssets(folder, assets, ['page.html', 'licences.txt']);
  const key = KEY_VALUE_FORM.source.replace(/[\^$]/g, '');
  const fillIn = (whole: string, name: string): string => {
    const file = files.get(name);
    return file === undefined ? whole : `explorer/${file}`;
  };
  writeFileSync(path.join(folder, 'licences.txt'), readLicences(root, PACKAGES));
  const page = read('src/explorer/client/page.html').replace('{{key}}', () => key);
  writeFileSync(path.join(folder, 'page.html'), page.replace(/\{\{([^}]+)\}\}/g, fillIn));
}

/** Their maps are not served; browsers would ask for them. */
function withoutMapComment(text: string): string {
  return text.replace(/\n?(?:\/\/|\/\*)# sourceMappingURL=.*\s*$/, '\n');
}

if (require.main === module) buildExplorer(process.cwd());
