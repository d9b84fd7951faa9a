import { appendFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '../support/program';

/** What is done to one file of the built program. Shape: `file` below `dist/src`, without its ending. */
export type Mutation = { readonly file: string } & (
  | { readonly append: string }
  | { readonly replace: readonly (readonly [from: string, to: string])[] }
);

/** Copies the built program and makes mistakes in the copy. Shape: what Node.js runs. Errors: one where there is nothing to replace. */
export async function mutate(mutations: readonly Mutation[]): Promise<string> {
  const folder = await newFolder();
  await mkdir(path.join(folder, 'dist'));
  for (const name of ['src', 'migrations']) {
    await cp(path.resolve('dist', name), path.join(folder, 'dist', name), { recursive: true });
  }
  for (const name of ['node_modules', 'package.json', 'schema', 'dist/console', 'dist/explorer', 'dist/package.json']) {
    await symlink(path.resolve(name), path.join(folder, name));
  }
  for (const mutation of mutations) await apply(path.join(folder, 'dist', 'src', `${mutation.file}.js`), mutation);
  return path.join(folder, 'dist', 'src', 'main.js');
}

async function apply(file: string, mutation: Mutation): Promise<void> {
  if ('append' in mutation) return appendFile(file, mutation.append);
  let text = await readFile(file, 'utf8');
  for (const [from, to] of mutation.replace) {
    if (text.split(from).length !== 2) throw new Error(`${file} does not have once: ${from}`);
    text = text.replace(from, () => to);
  }
  return writeFile(file, text);
}
