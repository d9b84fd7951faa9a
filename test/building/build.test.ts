import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isOpenToOthers } from '../support/isOpenToOthers';
import { newFolder } from '../support/program';

const BUILD = 'src/building/build.mjs';
const COPIED = ['src', 'migrations', 'schema', 'ormconfig.ts', 'tsconfig.json', 'package.json'];
const DIGEST = 'dist/sources.sha256';
/** Root may write everywhere; this account may write to nothing. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
const canTry = process.getuid?.() !== 0 || isOpenToOthers(process.execPath);
const itAsNobody = canTry ? it : it.skip;
const note = canTry ? '' : ' (skipped in part: no other account can reach this Node.js)';

/** A clone that was built, without its packages. A copy: another account may not reach the project's folder. */
async function builtClone(): Promise<string> {
  const folder = await newFolder();
  for (const name of COPIED) cpSync(name, path.join(folder, name), { recursive: true });
  for (const file of [DIGEST, 'dist/src/main.js', 'dist/explorer/page.html', 'dist/console/page.html']) {
    cpSync(file, path.join(folder, file));
  }
  return folder;
}

/** Builds what is missing, as `npm start` does before it serves. */
function start(folder: string, account: { uid?: number; gid?: number } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUILD, '--if-stale'], {
    ...account,
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const REMEDY =
  'and the compiler is not installed: run `npm ci --include=dev && npm run build`, or install what `npm pack` makes (docs/installing.md).\n';

describe(`\`npm start\`${note}`, () => {
  itAsNobody(
    'builds nothing where the program is built, and needs neither compiler nor a folder that it may write to',
    async () => {
      const folder = await builtClone();
      chmodSync(folder, 0o555);
      expect(start(folder, NOBODY)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(readFileSync(path.join(folder, DIGEST), 'utf8')).toBe(readFileSync(DIGEST, 'utf8'));
    },
  );

  it.each([
    ['dist', 'The program is not built, '],
    ['dist/console', 'The program is not built, '],
    ['tsconfig.json', 'The program was built from other sources, '],
  ])('says what to run where the compiler is not installed: %s', async (changed, reason) => {
    const folder = await builtClone();
    if (changed === 'tsconfig.json') writeFileSync(path.join(folder, changed), '{}');
    else rmSync(path.join(folder, changed), { recursive: true });
    expect(start(folder)).toEqual({ status: 1, stdout: '', stderr: `${reason}${REMEDY}` });
  });

  itAsNobody('says what to run where it has to build and may not write', async () => {
    const folder = await builtClone();
    const compiler = path.join(folder, 'node_modules/typescript/bin/tsc');
    mkdirSync(path.dirname(compiler), { recursive: true });
    writeFileSync(compiler, ''); // It is not run.
    writeFileSync(path.join(folder, 'tsconfig.json'), '{}');
    chmodSync(folder, 0o755); // mkdtemp lets its maker in alone.
    chmodSync(path.join(folder, 'dist'), 0o555);
    expect(start(folder, NOBODY)).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'The program was built from other sources, and `dist` cannot be written (EACCES): run `npm run build` where it can be.\n',
    });
  });
});
