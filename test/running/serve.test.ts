import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { firstKeyOf } from '../support/firstKeyOf';
import { newFolder, runCommand, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { basic, SECRET } from '../support/world';

const INIT = ['init', '--organization', 'Acme', '--email', 'ada@acme.example'];

/** A place for a database that is not there yet. */
async function newDatabase() {
  const file = path.join(await newFolder(), 'latchkey.sqlite');
  return { file, environment: { DATABASE_URL: `sqlite:${file}`, LATCHKEY_SECRET: SECRET } };
}

/** How many rows of each kind a first start makes. */
function countsOf(file: string) {
  const database = new BetterSqlite3(file, { readonly: true });
  const count = (table: string) => database.prepare(`SELECT COUNT(*) FROM "${table}"`).pluck().get();
  const counts = { organizations: count('organization'), users: count('user'), keys: count('api_key') };
  database.close();
  return counts;
}

async function viewerName(url: string, value: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: basic(value) };
  const body = '{"query":"{ viewer { name } }"}';
  return JSON.parse((await request(url, { method: 'POST', path: '/graphql', headers, body })).text);
}

describe('latchkey serve', () => {
  it('says where it listens in one JSON line, on a free port for port 0', async () => {
    const { environment } = await newDatabase();
    await runInProcess(INIT, { environment });
    const { url, child, ended } = await serveProgram({ environment });
    expect((await request(url, { path: '/readyz' })).text).toBe('{"status":"ready"}');
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter((line) => 'url' in line)).toEqual([expect.objectContaining({ msg: 'listening', url })]);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(lines.filter(({ msg }) => msg === 'a worker listens')).toEqual([]); // Without `--workers` it is one process.
  });

  it('makes an organization, a login and a key on an empty database, and prints them once', async () => {
    const { file, environment } = await newDatabase();
    const first = await serveProgram({ environment });
    const value = await firstKeyOf(first);
    expect(await viewerName(first.url, value)).toEqual({ data: { viewer: { name: 'First key' } } });
    first.child.kill('SIGINT');
    const { code, stdout } = await first.ended;
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /\n {2}organization {2}First organization\n {2}login {9}admin@example\.com\n {2}password {6}\S{24}\n/,
      ),
    ]);
    expect(countsOf(file)).toEqual({ organizations: 1, users: 1, keys: 1 });
    const second = await serveProgram({ environment });
    expect(await viewerName(second.url, value)).toEqual({ data: { viewer: { name: 'First key' } } });
    second.child.kill('SIGTERM');
    expect((await second.ended).stdout).not.toMatch(/password|lk[os]_/);
    expect(countsOf(file)).toEqual({ organizations: 1, users: 1, keys: 1 });
  });

  it('makes nothing in production, no database file either, and warns of what is not set', async () => {
    const { file, environment } = await newDatabase();
    const production = { ...environment, NODE_ENV: 'production', TRUST_PROXY: '127.0.0.1' };
    const { code, stderr } = await runCommand(['serve'], { environment: production });
    expect([code, stderr]).toEqual([
      1,
      `There is no database at ${file}: run \`latchkey init\` or \`latchkey migrate\`, which make one, or check DATABASE_URL and whether the volume is mounted.\n`,
    ]);
    expect(await readdir(path.dirname(file))).toEqual([]);
    await runInProcess(['migrate'], { environment: production });
    const { url, child, ended } = await serveProgram({ environment: production });
    expect((await request(url, { path: '/readyz' })).status).toBe(200);
    child.kill('SIGTERM');
    const { stdout } = await ended;
    expect(stdout).not.toMatch(/password|lk[os]_/);
    expect(stdout.match(/PUBLIC_URL names no https address/g)).toHaveLength(1);
    expect(stdout.match(/there is no organization: run `latchkey init`, or check DATABASE_URL/g)).toHaveLength(1);
    expect(countsOf(file)).toEqual({ organizations: 0, users: 0, keys: 0 });
  });

  it('ends with 1 and one sentence where the port is taken, and still tells the key that it made', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo; // It listens on a port, not on a pipe.
    const { file, environment } = await newDatabase();
    const { code, stdout, stderr } = await runCommand(['serve'], { environment: { ...environment, PORT: `${port}` } });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^[^\\n]*127\\.0\\.0\\.1:${port}[^\\n]*\\.\\n$`));
    expect(await firstKeyOf({ printed: async (pattern) => pattern.exec(stdout)?.[1] ?? '' })).toMatch(
      /^lko_\w{16}:lks_\w{49}$/,
    );
    expect(countsOf(file)).toEqual({ organizations: 1, users: 1, keys: 1 });
  });

  it('tells where it listens, and beside it what the world calls it', async () => {
    const { environment } = await newDatabase();
    await runInProcess(INIT, { environment });
    const named = { ...environment, PUBLIC_URL: 'https://keys.example/' };
    const { url, child, printed, ended } = await serveProgram({ environment: named });
    expect(await printed(/"publicUrl":"([^"]+)"/)).toBe('https://keys.example');
    expect(new URL(url).hostname).toBe('127.0.0.1');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});
