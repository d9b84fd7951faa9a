import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { staleFiles } from '../../src/building/generate';
import { newFolder } from '../support/program';

/** Copies what is generated, and what it is generated from. Shape: the folder of the copies. */
async function copyOfRoot(): Promise<string> {
  const folder = await newFolder();
  for (const name of ['schema', 'docs', 'README.md']) await cp(name, path.join(folder, name), { recursive: true });
  return folder;
}

describe('generated files', () => {
  it('are what the code makes', async () => {
    expect(await staleFiles(process.cwd())).toEqual([]);
  });

  it('are named where one was changed, one is missing, and a table of the README was changed', async () => {
    const root = await copyOfRoot();
    expect(await staleFiles(root)).toEqual([]);
    await appendFile(path.join(root, 'schema/schema.graphql'), '\n');
    await rm(path.join(root, 'docs/events.md'));
    const readme = path.join(root, 'README.md');
    await writeFile(readme, (await readFile(readme, 'utf8')).replace('Upload files.', 'Upload documents.'));
    expect(await staleFiles(root)).toEqual(['schema/schema.graphql', 'docs/events.md', 'README.md']);
  });
});
