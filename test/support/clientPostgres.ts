import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './freePort';
import { endAfter } from './leftOpen';
import { newFolder } from './program';

/** Where Debian keeps PostgreSQL, each version in a folder of its own. */
const VERSIONS = '/usr/lib/postgresql';

/** The newest PostgreSQL of the machine that has both a server and the client programs; null where there is none. */
export function installedPostgres(): string | null {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = versions.map((version) => path.join(VERSIONS, version, 'bin'));
  const isWhole = (folder: string): boolean =>
    ['initdb', 'pg_ctl', 'pg_dump', 'pg_restore'].every((name) => existsSync(path.join(folder, name)));
  return folders.find(isWhole) ?? null;
}

/**
 * Starts a PostgreSQL of the version of the machine's client programs, which the one of the tests may be newer than.
 * Shape: the address of its server, as a role that owns everything.
 */
export async function startInstalledPostgres(bin: string): Promise<string> {
  const folder = path.join(await newFolder(), 'postgres');
  const port = await freePort();
  const own = process.getuid?.() === 0 ? idsOf('postgres') : null;
  mkdirSync(folder, { mode: 0o700 });
  if (own) {
    chownSync(path.dirname(folder), own.uid, own.gid);
    chownSync(folder, own.uid, own.gid);
  }
  const run = (name: string, ...args: string[]): void => {
    const { status, stderr, stdout } = spawnSync(path.join(bin, name), args, { ...own, cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} failed: ${stdout}${stderr}`);
  };
  run('initdb', '--no-sync', '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', folder);
  const options = `-c fsync=off -c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=`;
  run('pg_ctl', '--pgdata', folder, '--wait', '--log', path.join(folder, 'log'), '--options', options, 'start');
  endAfter('file', () => run('pg_ctl', '--pgdata', folder, '--wait', '--mode=immediate', 'stop'));
  return `postgres://postgres:a-password@127.0.0.1:${port}`;
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string): number => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}
