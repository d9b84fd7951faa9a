import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MAIN, newFolder, runCommand } from '../support/program';
import { SECRET } from '../support/world';

const LOADED_BY = ['bindings', 'file-uri-to-path', 'node-gyp-build'];

/** `latchkey` with a package as `npm ci --ignore-scripts` leaves it: without its binary. Shape: what Node.js runs. */
async function withoutBinary(name: string, kept: readonly string[]): Promise<string[]> {
  const [from, to] = [path.resolve('node_modules'), path.join(await newFolder(), 'node_modules')];
  await mkdir(path.join(to, name), { recursive: true });
  for (const each of kept) await cp(path.join(from, name, each), path.join(to, name, each), { recursive: true });
  for (const each of LOADED_BY) await symlink(path.join(from, each), path.join(to, each));
  const hook = path.join(to, 'hook.js');
  await writeFile(
    hook,
    `const Module = require('node:module');
    const resolve = Module._resolveFilename;
    Module._resolveFilename = (asked, ...rest) =>
      resolve(asked === ${JSON.stringify(name)} ? ${JSON.stringify(path.join(to, name))} : asked, ...rest);`,
  );
  return ['-r', hook, MAIN];
}

describe('an install without install scripts', () => {
  it.each([
    [
      'better-sqlite3',
      ['lib', 'package.json'],
      /^The database \S+ cannot be opened: better-sqlite3 has no binary; run `npm rebuild better-sqlite3`\.\n$/,
    ],
    [
      'bcrypt',
      ['bcrypt.js', 'promises.js', 'package.json'],
      /^bcrypt cannot be loaded: No native build was found for [^\n]+; run `npm rebuild bcrypt`\.\n$/,
    ],
  ])('says in one sentence how to build what %s lacks', async (name, kept, sentence) => {
    const script = await withoutBinary(name, kept);
    const environment = { LATCHKEY_SECRET: SECRET };
    const { code, stderr } = await runCommand(['init', '--organization', 'A', '--email', 'a@b.example'], {
      script,
      environment,
    });
    expect(stderr).toMatch(sentence);
    expect(code).toBe(1);
  });
});
