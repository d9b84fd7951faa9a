import { execFileSync } from 'node:child_process';
import { renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { DAY_MS } from '../../src/clock';
import { fromNow } from '../support/fromNow';
import { gate } from '../support/gate';
import { newFolder, type ServedProgram, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { times } from '../support/times';
import { waitUntil } from '../support/waitUntil';
import { linesOf, mutate, post } from '../support/workers';
import { SECRET } from '../support/world';

const WRITERS_OF_EACH = 2;
/** So few that SQLite does not write `-wal` back in between: a copy may lack what was written back since it was made. */
const WRITES_BEFORE = 12;
const EXPIRES_AT = fromNow(DAY_MS);
const CREATE = `createApiKey(input: { name: "K", scopes: ["workspace.process:read"], expiresAt: "${EXPIRES_AT}" })
  { apiKey { id } }`;

/** What happens to the database, and where whoever mends it finds it. Shape: null where it is nowhere. */
const HARMS: readonly [what: string, happen: (file: string) => void, mend: (file: string) => string | null][] = [
  [
    'is replaced by a copy',
    (file) => {
      execFileSync('cp', [file, `${file}.copy`]);
      renameSync(`${file}.copy`, file);
    },
    (file) => file,
  ],
  ['is deleted', (file) => unlinkSync(file), () => null],
  [
    'is moved away',
    (file) => renameSync(file, `${file}.away`),
    (file) => {
      renameSync(`${file}.away`, file);
      return file;
    },
  ],
  [
    'goes with its folder',
    (file) => renameSync(path.dirname(file), `${path.dirname(file)}.away`),
    (file) => path.join(`${path.dirname(file)}.away`, path.basename(file)),
  ],
  ['loses its -wal', (file) => unlinkSync(`${file}-wal`), (file) => file],
];

async function newDatabase() {
  const file = path.join(await newFolder(), 'latchkey.sqlite');
  const environment = { DATABASE_URL: `sqlite:${file}`, LATCHKEY_SECRET: SECRET };
  const init = ['init', '--organization', 'Acme', '--email', 'a@acme.example', '--json'];
  return { file, environment, key: JSON.parse((await runInProcess(init, { environment })).stdout).apiKey.value };
}

/** Makes keys, some of them before the harm, until one is refused. Shape: the status of the refusal. */
async function writeUntilRefused(url: string, key: string, acknowledged: string[], harm: Promise<void>) {
  for (let count = 0; count < 100; count += 1) {
    if (count === WRITES_BEFORE) await harm;
    const { status, answer } = await mutate(url, key, CREATE);
    if (status !== 200) return status;
    acknowledged.push(answer.apiKey.id);
  }
  return 0;
}

/** What a server says that has lost its database. */
async function told({ url }: ServedProgram, key: string): Promise<string[]> {
  const [ready, read, live] = await Promise.all([
    request(url, { path: '/readyz' }),
    request(url, post(key, '{ viewer { name } }')),
    request(url, { path: '/healthz' }),
  ]);
  return [`${ready.status} ${ready.text}`, String(read.status), String(live.status)];
}

describe('two server processes on a SQLite file', () => {
  it.each(HARMS.slice(0, times({ usual: 1, long: 5 })))(
    'that %s refuse everything, and lose no write that they acknowledged',
    async (_what, happen, mend) => {
      const { file, environment, key } = await newDatabase();
      const servers = await Promise.all([serveProgram({ environment }), serveProgram({ environment })]);
      const acknowledged = servers.map((): string[] => []);
      const harm = gate();
      const writing = servers.flatMap(({ url }, index) =>
        Array.from({ length: WRITERS_OF_EACH }, () =>
          writeUntilRefused(url, key, acknowledged[index] ?? [], harm.opened),
        ),
      );
      await waitUntil('writes of both', () => acknowledged.every(({ length }) => length > 10));
      happen(file);
      harm.open();
      const late = await Promise.all(servers.map(({ url }) => mutate(url, key, CREATE)));
      const refusals = await Promise.all(writing);
      expect(late.map(({ status }) => status)).toEqual([503, 503]);
      expect(refusals).toEqual(writing.map(() => 503));
      for (const server of servers) {
        expect(await told(server, key)).toEqual(['503 {"status":"unavailable"}', '503', '200']);
        server.child.kill('SIGTERM');
        const { code, stdout } = await server.ended;
        expect(code).toBe(0);
        expect(linesOf(stdout).filter(({ level }) => level === 60)).toEqual([
          expect.objectContaining({ msg: expect.stringMatching(/^The database file \S+ was .+ Nothing is read/) }),
        ]);
      }
      const found = mend(file);
      if (found === null) return;
      const database = new BetterSqlite3(found);
      const stored = new Set(database.prepare('SELECT "id" FROM "api_key"').pluck().all());
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
      expect(acknowledged.flat().filter((id) => !stored.has(id))).toEqual([]);
    },
    60_000,
  );
});
