import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config';
import { newId } from '../../src/id';
import { onServer } from '../support/engines';
import { freePort } from '../support/freePort';
import { endAfter } from '../support/leftOpen';
import { cut } from '../support/pageBlocks';
import { request } from '../support/request';
import { isInstalled, Shell } from '../support/Shell';
import { basic } from '../support/world';

const IS_ROOT = process.getuid?.() === 0;
/** The account that serves; who is not root has no other. */
const AS_ANOTHER = IS_ROOT ? 'setpriv --reuid 65534 --regid 65534 --clear-groups env -u HOME' : '';
/** npm's own settings, with which it reaches its registry. */
const NPM = { HOME: process.env.HOME ?? '', npm_config_prefer_offline: 'true', npm_config_audit: 'false' };

const isLong = process.env.LONG === 'on';
const hasRegistry =
  isLong && spawnSync('npm', ['view', 'pino', 'version', '--prefer-offline'], { timeout: 60_000 }).status === 0;
const itWithRegistry = hasRegistry ? it : it.skip;
const WHY_SKIPPED = isLong ? 'npm reaches no registry' : 'it takes minutes, and runs with LONG=on';

/** A machine's folders, which every account may read. */
function newMachine(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-machine-'));
  endAfter('test', () => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  for (const name of ['etc', 'bin', 'empty']) mkdirSync(path.join(folder, name));
  return folder;
}

/** A block of the page, with the folders of the machine. */
function onMachine(machine: string, name: string): string {
  return cutBlock(name)
    .replaceAll('/etc/latchkey', `${machine}/etc`)
    .replaceAll('/opt/latchkey', `${machine}/opt`)
    .replaceAll('/usr/local/bin', `${machine}/bin`)
    .replaceAll('runuser -u latchkey --', AS_ANOTHER);
}

function cutBlock(name: string): string {
  const blocks: Readonly<Record<string, string>> = {
    pack: cut('docs/installing.md', 'pack'),
    install: cut('docs/installing.md', 'install'),
    account: cut('docs/installing.md', 'account'),
    settings: cut('docs/installing.md', 'settings'),
    init: cut('docs/installing.md', 'init'),
    serve: cut('docs/installing.md', 'serve'),
  };
  return blocks[name] ?? '';
}

/** The packages whose version is not that of the lock file. */
function strayPackages(installed: string): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: true; version?: string }>; // The format of lock files, version 3.
  };
  const needed = Object.entries(packages).filter(([folder, { dev }]) => folder !== '' && !dev);
  return needed.flatMap(([folder, { version }]) => {
    const file = path.join(installed, folder, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version ? [] : [folder];
  });
}

async function newDatabase(): Promise<string> {
  const role = `role_${newId(Date.now())}`;
  await onServer(`CREATE ROLE ${role} LOGIN PASSWORD 'a-password'`);
  await onServer(`CREATE DATABASE ${role} OWNER ${role} ENCODING 'UTF8' TEMPLATE template0`);
  return `postgres://${role}:a-password@${new URL(process.env.TEST_POSTGRES_URL ?? '').host}/${role}`;
}

describe('docs/installing.md', () => {
  it('writes settings that the server takes, for root alone', async () => {
    const shell = await Shell.open();
    await shell.run(cutBlock('settings').replaceAll('/etc/latchkey', shell.folder));
    const file = path.join(shell.folder, 'settings.env');
    expect((await shell.run('stat -c %a settings.env')).trim()).toBe('600');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const config = loadConfig(Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2))));
    expect(config).toMatchObject({ isProduction: true, publicUrl: 'https://keys.example.com', requireTls: true });
  });

  const itWithAccounts = IS_ROOT && isInstalled('useradd') ? it : it.skip;

  itWithAccounts('makes an account that nobody signs in with (skipped where the tests are not root)', async () => {
    const shell = await Shell.open();
    mkdirSync(path.join(shell.folder, 'etc'));
    for (const name of ['passwd', 'group', 'shadow', 'gshadow'])
      writeFileSync(path.join(shell.folder, 'etc', name), '');
    await shell.run(cutBlock('account').replace('useradd', `useradd --prefix ${shell.folder}`));
    expect(readFileSync(path.join(shell.folder, 'etc/passwd'), 'utf8')).toMatch(
      /^latchkey:x:\d+:\d+::\/var\/lib\/latchkey:\/usr\/sbin\/nologin\n$/,
    );
  });

  itWithRegistry(
    hasRegistry ? 'leads from a clone to a server' : `leads from a clone to a server (skipped: ${WHY_SKIPPED})`,
    async () => {
      const machine = newMachine();
      const shell = await Shell.open(NPM);
      rmSync(path.join(shell.folder, 'bin'), { recursive: true }); // npm itself.
      const clone = path.join(shell.folder, 'clone');
      await shell.run(`git clone --quiet ${process.cwd()} clone`);
      symlinkSync(path.resolve('node_modules'), path.join(clone, 'node_modules'));
      await shell.run(`cd clone\n${onMachine(machine, 'pack').replace('npm ci && ', '')}`);
      await shell.run(`cd clone\n${onMachine(machine, 'install')}`);
      expect(strayPackages(path.join(machine, 'opt'))).toEqual([]);
      expect(existsSync(path.join(machine, 'opt/node_modules/better-sqlite3/build'))).toBe(false);

      const port = String(await freePort());
      const settings = onMachine(machine, 'settings')
        .replace(/DATABASE_URL=.*/, `DATABASE_URL=${await newDatabase()}`)
        .replace('PORT=4000', `PORT=${port}`);
      const there = `export PATH=${machine}/bin:$PATH\ncd ${machine}/empty\n`;
      const made = await shell.run(`${settings}${there}${onMachine(machine, 'init')}`);
      const [key = ''] = /lko_\w+:lks_\w+/.exec(made) ?? [];
      const [readSettings = ''] = onMachine(machine, 'init').split('\n');
      const serving = shell.start(`${there}${readSettings}\n${onMachine(machine, 'serve')}`);
      const url = await serving.printed(/"url":"([^"]+)"/);
      const headers = {
        'content-type': 'application/json',
        authorization: basic(key),
        'x-forwarded-proto': 'https',
      };
      const body = '{"query":"{ viewer { name } }"}';
      const { text } = await request(url, { method: 'POST', path: '/graphql', headers, body });
      expect(JSON.parse(text)).toEqual({ data: { viewer: { name: 'First key' } } });
      expect(readdirSync(path.join(machine, 'empty'))).toEqual([]);
    },
    300_000,
  );
});
