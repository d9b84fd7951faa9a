import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { version } from '../package.json';
import { millisecondsOf } from './support/measure';
import { newFolder, runCommand } from './support/program';
import { runInProcess } from './support/runInProcess';
import { SECRET } from './support/world';

/** One sentence on one line, and no trace of where in the code it came from. */
const ONE_SENTENCE = /^[^\n]+\.\n$/;

/** What a setting ends a command with, and what the command left in its folder. */
async function endOf(args: string[], environment: Record<string, string>) {
  const folder = await newFolder();
  const { code, stdout, stderr } = await runCommand(args, { environment, folder });
  return { code, stdout, stderr, files: await readdir(folder) };
}

describe('the command line', () => {
  it.each([
    [''],
    ['serve'],
    ['migrate'],
    ['init'],
    ['keys'],
    ['keys create'],
    ['keys list'],
    ['keys delete'],
    ['scopes'],
    ['outbox'],
    ['outbox list'],
    ['outbox retry'],
  ])('explains itself: %s --help', async (words) => {
    const args = [...words.split(' ').filter(Boolean), '--help'];
    const usage = ['Usage: latchkey', words].filter(Boolean).join(' ');
    expect(await runInProcess(args)).toEqual({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^${usage} `)),
      stderr: '',
    });
  });

  it('tells its version, and leaves nothing behind', async () => {
    expect(await endOf(['--version'], {})).toEqual({ code: 0, stdout: `${version}\n`, stderr: '', files: [] });
  });

  it.each([
    ['', 'Usage: latchkey'],
    ['revoke', "error: unknown command 'revoke'"],
    ['keys', 'Usage: latchkey keys'],
    ['keys revoke', "error: unknown command 'revoke'"],
    ['serve here', "error: too many arguments for 'serve'"],
    [
      'serve --workers 0',
      "error: option '--workers <count>' argument '0' is invalid. Give a whole number from 1 to 64",
    ],
    ['serve --workers 65', "error: option '--workers <count>' argument '65' is invalid. Give a whole number"],
    ['serve --workers 2.5', "error: option '--workers <count>' argument '2.5' is invalid. Give a whole number"],
    ['serve --workers all', "error: option '--workers <count>' argument 'all' is invalid. Give a whole number"],
    ['serve --workers', "error: option '--workers <count>' argument missing"],
    ['migrate --down', "error: unknown option '--down'"],
    ['init --organization Acme', "error: required option '--email <address>' not specified"],
    ['init --organization Acme --email', "error: option '--email <address>' argument missing"],
    ['init --organization Acme --email nobody', '--email: This is not an e-mail address.'],
    ['keys create --name CI --all-scopes', "error: required option '--expires-at <when>' not specified"],
    ['keys create --name CI --all-scopes --expires-at soon', "error: option '--expires-at <when>' argument 'soon'"],
    [
      'keys create --name CI --all-scopes --scope x --expires-at 1d',
      "error: option '--all-scopes' cannot be used with",
    ],
    ['keys delete', "error: missing required argument 'id'"],
  ])('ends with 2 when it is used badly, and says how it is used: %s', async (words, sentence) => {
    const { code, stdout, stderr } = await runInProcess(words.split(' ').filter(Boolean));
    expect({ code, stdout, stderr: stderr.slice(0, sentence.length) }).toEqual({
      code: 2,
      stdout: '',
      stderr: sentence,
    });
  });
});

describe('bad settings', () => {
  it.each(['serve', 'migrate', 'scopes', 'keys list'])('end %s with 2 and all faults, untouched', async (words) => {
    const faults = { PORT: 'http', LATCHKEY_SECRET: 'tiny!', LOG_LEVEL: 'loud' };
    expect(await endOf(words.split(' '), faults)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'Bad setting: PORT is "http"; accepted: a whole number from 0 to 65535.\n' +
        'Bad setting: LATCHKEY_SECRET holds a secret of 5 bytes; accepted: at least 32 bytes.\n' +
        'Bad setting: LOG_LEVEL is "loud"; accepted: trace, debug, info, warn, error, fatal, silent.\n',
      files: [],
    });
  });

  it('are found as soon as the program has started', async () => {
    const timesOf = (args: string[]) => [1, 2, 3].map(() => millisecondsOf(() => endOf(args, { PORT: 'http' })));
    const [found, started] = await Promise.all([['serve'], ['--version']].map((args) => Promise.all(timesOf(args))));
    expect(Math.min(...(found ?? []))).toBeLessThan(3 * Math.min(...(started ?? [])));
  });

  it.each(['serve', 'migrate', 'init --organization Acme --email a@acme.example'])(
    'include a missing secret in production: %s',
    async (words) => {
      expect(await endOf(words.split(' '), { NODE_ENV: 'production' })).toEqual({
        code: 2,
        stdout: '',
        stderr: 'Bad setting: LATCHKEY_SECRET is not set; production needs a secret of at least 32 bytes.\n',
        files: [],
      });
    },
  );

  it('include a scopes file that cannot be read', async () => {
    expect(await endOf(['serve'], { SCOPES_FILE: 'scopes.json' })).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Bad setting: SCOPES_FILE scopes\.json: .+\.\n$/),
      files: [],
    });
  });

  it('include TLS files that cannot be read', async () => {
    const tls = { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem', LATCHKEY_SECRET: SECRET, PORT: '0' };
    expect(await endOf(['serve'], tls)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(ONE_SENTENCE),
      files: [],
    });
  });
});

describe('a database that cannot be opened', () => {
  const hopeless = 'sqlite:latchkey.sqlite';

  it.each(['serve', 'migrate', 'keys list'])('ends %s with 1 and one sentence', async (words) => {
    const folder = await newFolder();
    const file = path.join(folder, 'latchkey.sqlite');
    await writeFile(file, 'this is no database, however long one looks at it. '.repeat(100));
    const environment = { DATABASE_URL: hopeless, LATCHKEY_SECRET: SECRET };
    expect(await runCommand(words.split(' '), { environment, folder })).toEqual({
      code: 1,
      stdout: '',
      stderr: `The database ${file} cannot be opened: file is not a database (SQLITE_NOTADB); restore a backup, or name another file in DATABASE_URL.\n`,
    });
  });

  it('may be a folder', async () => {
    const folder = await newFolder();
    await mkdir(path.join(folder, 'latchkey.sqlite'));
    const environment = { DATABASE_URL: hopeless, LATCHKEY_SECRET: SECRET };
    const { code, stdout, stderr } = await runCommand(['serve'], { environment, folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(ONE_SENTENCE);
  });

  const server = process.env.TEST_POSTGRES_URL ?? '';

  it.each([
    ['where nobody listens', 'postgres://keeper:hunter2@127.0.0.1:1/keys', /connect ECONNREFUSED 127\.0\.0\.1:1/],
    ['of a host that is unknown', 'postgres://keeper:hunter2@db.invalid/keys', /db\.invalid\/keys .+ db\.invalid/],
    ['that wants another password', `${server.replace(':postgres@', ':hunter2@')}/postgres`, /password authentication/],
    ['that has no such database', `${server}/keys`, /database "keys" does not exist/],
  ])('may be a PostgreSQL %s, and its password is not told', async (_which, DATABASE_URL, reason) => {
    const { code, stdout, stderr, files } = await endOf(['migrate'], { DATABASE_URL, LATCHKEY_SECRET: SECRET });
    expect({ code, stdout, files }).toEqual({ code: 1, stdout: '', files: [] });
    expect(stderr).toMatch(ONE_SENTENCE);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/hunter2|:postgres@/);
  });

  it('may be a PostgreSQL that takes connections and never says a word', async () => {
    // Nobody would learn that the other side has gone from a connection that is not read: it would stay open.
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo; // It listens on a port, not on a pipe.
    const DATABASE_URL = `postgres://keeper:hunter2@127.0.0.1:${port}/keys`;
    const { code, stderr } = await endOf(['migrate'], { DATABASE_URL, LATCHKEY_SECRET: SECRET });
    silent.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(ONE_SENTENCE);
    expect(stderr).not.toContain('hunter2');
  });
});
