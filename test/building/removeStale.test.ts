import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeStale } from '../../src/building/removeStale';
import { newFolder } from '../support/program';

const SOURCES = ['src/keys/ApiKey.ts', 'migrations/1800-Kept.ts', 'test/keys/kept.test.ts'];
const COMPILED = [
  'dist/src/keys/ApiKey.js',
  'dist/src/keys/ApiKey.js.map',
  'dist/src/keys/Gone.js',
  'dist/src/keys/Gone.js.map',
  'dist/migrations/1800-Kept.js',
  'dist/migrations/1801-Gone.js',
  'dist/test/keys/kept.test.js',
  'dist/test/keys/gone.test.js',
  'dist/test/keys/gone.json',
];

describe('a build', () => {
  it('leaves nothing that was compiled from a source that is gone', async () => {
    const root = await newFolder();
    for (const file of [...SOURCES, ...COMPILED]) {
      mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(root, file), '');
    }
    expect(removeStale(root).sort()).toEqual([
      'migrations/1801-Gone.js',
      'src/keys/Gone.js',
      'src/keys/Gone.js.map',
      'test/keys/gone.test.js',
    ]);
    expect([...SOURCES, ...COMPILED].filter((file) => !existsSync(path.join(root, file)))).toEqual([
      'dist/src/keys/Gone.js',
      'dist/src/keys/Gone.js.map',
      'dist/migrations/1801-Gone.js',
      'dist/test/keys/gone.test.js',
    ]);
  });
});
