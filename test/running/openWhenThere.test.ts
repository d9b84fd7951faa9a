import { Client } from 'pg';
import { MIGRATIONS } from '../../src/database/migrations';
import { createLog } from '../../src/log';
import { openDatabase } from '../../src/running/openDatabase';
import { openWhenThere } from '../../src/running/openWhenThere';
import { completeConfig } from '../../src/running/start';
import { CuttableProxy } from '../support/CuttableProxy';
import { freshLocation } from '../support/engines';
import { freePort } from '../support/freePort';
import { endAfter } from '../support/leftOpen';
import { type ServedProgram, serveProgram } from '../support/program';
import { request } from '../support/request';
import { waitUntil } from '../support/waitUntil';
import { linesOf, newPlace, urlOf } from '../support/workers';
import { basic, SECRET } from '../support/world';

/** A server that is started while its PostgreSQL is away. */
async function waiting(options: readonly string[] = [], password = 'postgres') {
  const { environment, key } = await newPlace('postgres');
  const { proxy, viaProxy } = await CuttableProxy.to(String(environment.DATABASE_URL));
  endAfter('test', () => proxy.cut());
  await proxy.cut();
  const DATABASE_URL = Object.assign(new URL(viaProxy), { password }).href;
  const PORT = String(await freePort());
  const program = await serveProgram({ environment: { ...environment, DATABASE_URL, PORT } }, options);
  await program.printed(/("waiting for the database")/);
  return { proxy, program, key };
}

async function statusOf({ url }: ServedProgram, path: string): Promise<number> {
  return (await request(url, { path })).status;
}

describe('a server whose PostgreSQL is away at start', () => {
  it.each([
    ['one process', '1'],
    ...(process.env.LONG === 'on' ? [['two workers', '2'] satisfies [string, string]] : []),
  ])(
    'T107: lives and is not ready, refuses all else with 503, and serves once the database is there: %s',
    async (_what, count) => {
      const { proxy, program, key } = await waiting(['--workers', count]);
      expect([await statusOf(program, '/healthz'), await statusOf(program, '/readyz')]).toEqual([200, 503]);
      for (const path of ['/graphql', '/oauth/token', '/']) {
        const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(key) };
        const refused = await request(program.url, { method: 'POST', path, headers, body: 'a=b' });
        expect([refused.status, refused.headers['retry-after'], JSON.parse(refused.text).errors[0].extensions]).toEqual(
          [503, '5', { code: 'SERVICE_UNAVAILABLE' }],
        );
      }
      await proxy.mend();
      await program.printed(/"msg":"(listening)"/);
      expect(await statusOf(program, '/readyz')).toBe(200);
      const body = '{"query":"{ viewer { name } }"}';
      const headers = { 'content-type': 'application/json', authorization: basic(key) };
      expect((await request(program.url, { method: 'POST', path: '/graphql', headers, body })).status).toBe(200);
      program.child.kill('SIGTERM');
      const { code, stdout, stderr } = await program.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const lines = linesOf(stdout).filter(({ msg }) => /for the database|be opened now/.test(String(msg)));
      expect(lines).toEqual([
        expect.objectContaining({ level: 40, url: program.url, reason: expect.stringContaining('ECONNREFUSED') }),
        expect.objectContaining({ level: 30, msg: 'the database can be opened now' }),
      ]);
    },
  );

  it('ends at the first signal while it waits', async () => {
    const { program } = await waiting(['--workers', '2']); // The primary waits before it forks.
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('ends with its sentence where waiting helps nothing', async () => {
    const { proxy, program } = await waiting([], 'wrong');
    await proxy.mend();
    const { code, stderr } = await program.ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^The database \S+ cannot be opened: password authentication failed .*\.\n$/),
    });
  });
});

describe('a server whose PostgreSQL is not migrated, and somebody is in the way', () => {
  it.each([
    [
      'another process that migrates, or is stuck',
      ['SELECT pg_advisory_lock(7103)'],
      /^Another process migrates the database: end it where it is stuck\.$/,
    ],
    [
      'a backup',
      ['BEGIN', 'LOCK TABLE "signing_key" IN ACCESS SHARE MODE'],
      /\(55P03\); end what holds a lock on its tables, such as a backup; a server tries again by itself\.$/,
    ],
  ])('lives and is not ready meanwhile, and serves once it is migrated: %s', async (_who, statements, reason) => {
    const location = await freshLocation('postgres');
    const undone = await openDatabase(location);
    const changesTable = MIGRATIONS.findIndex(({ name }) => name.startsWith('AddNextSigningKeys'));
    for (const _each of MIGRATIONS.slice(changesTable)) await undone.writer.undoLastMigration({ transaction: 'each' });
    await undone.close();
    const other = new Client({ connectionString: urlOf(location) });
    await other.connect();
    for (const statement of statements) await other.query(statement);
    const config = completeConfig({ DATABASE_URL: urlOf(location), LATCHKEY_SECRET: SECRET, PORT: '0' });
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    const opening = openWhenThere(config, log);
    await waitUntil('it waits', () => linesOf(lines.join('')).length > 0);
    const [line] = linesOf(lines.join(''));
    expect(line).toMatchObject({ msg: 'waiting for the database', reason: expect.stringMatching(reason) });
    const url = String(line?.url);
    const answers = await Promise.all(['/healthz', '/readyz'].map((path) => request(url, { path })));
    expect(answers.map(({ status }) => status)).toEqual([200, 503]);
    await other.end();
    const { database, migrationCount, room } = await opening;
    expect(migrationCount).toBe(MIGRATIONS.length - changesTable);
    await room?.close();
    await database.close();
  });
});
