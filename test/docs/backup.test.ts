import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { DAY_MS } from '../../src/clock';
import { fromNow } from '../support/fromNow';
import { cut } from '../support/pageBlocks';
import { serveProgram } from '../support/program';
import { request } from '../support/request';
import { Shell } from '../support/Shell';
import { waitUntil } from '../support/waitUntil';
import { basic, SECRET, World } from '../support/world';

/** Units: milliseconds from the start of one write to that of the next: 50 a second. */
const PACE_MS = 20;
const EXPIRES_AT = fromNow(DAY_MS);
const CREATE = `mutation($name: String!, $expiresAt: DateTime!) {
  createApiKey(input: { name: $name, expiresAt: $expiresAt, scopes: ["workspace.process:read"] }) {
    apiKey { id } secret { user pass } userErrors { code } } }`;

interface MadeKey {
  readonly id: string;
  readonly value: string;
}

async function ask(url: string, key: string, query: string, variables: object = {}) {
  const headers = { 'content-type': 'application/json', authorization: basic(key) };
  const body = JSON.stringify({ query, variables });
  const { status, text } = await request(url, { method: 'POST', path: '/graphql', headers, body });
  return { status, body: JSON.parse(text) };
}

async function makeKey(url: string, key: string, name: string): Promise<MadeKey> {
  const { body } = await ask(url, key, CREATE, { name, expiresAt: EXPIRES_AT });
  const { apiKey, secret } = body.data.createApiKey;
  return { id: apiKey.id, value: `${secret.user}:${secret.pass}` };
}

/** Makes keys at a steady pace, until it is told to stop. Shape: `made` grows as the server acknowledges them. */
function writeSteadily(url: string, key: string): { made: MadeKey[]; stop: () => Promise<void> } {
  const made: MadeKey[] = [];
  const running: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    running.push(makeKey(url, key, `Key ${running.length}`).then((each) => made.push(each)));
  }, PACE_MS);
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await Promise.all(running);
  };
  return { made, stop };
}

const itLong = process.env.LONG === 'on' ? it : it.skip;

describe('the drill of docs/operating.md', () => {
  itLong(
    'T108: backs up under load, and restores all that was acknowledged, with the keys that ended listed or disabled',
    async () => {
      const shell = await Shell.open({ LATCHKEY_SECRET: SECRET });
      const wishes = { environment: { LATCHKEY_SECRET: SECRET }, folder: shell.folder };
      const [latchkey] = cut('docs/operating.md', 'command-line').split('\n');
      const file = path.join(shell.folder, 'data', 'latchkey.sqlite');
      const onFile = <T>(work: (database: BetterSqlite3.Database) => T): T => {
        const database = new BetterSqlite3(file);
        try {
          return work(database);
        } finally {
          database.close();
        }
      };
      const server = await serveProgram(wishes);
      const key = await server.printed(/API key {7}(\S+)/);
      const leaked = await makeKey(server.url, key, 'Leaked');
      const writing = writeSteadily(server.url, key);
      await waitUntil('20 writes', () => writing.made.length >= 20);
      const before = [...writing.made];
      await shell.run(`${latchkey}\n${cut('docs/operating.md', 'backup')}`);
      const during = writing.made.length - before.length;
      await writing.stop();
      expect(during).toBeGreaterThan(0);
      const late = await makeKey(server.url, key, 'Late');
      const deletion = await ask(
        server.url,
        key,
        `mutation { deleteApiKey(input: { id: "${leaked.id}" }) { deletedApiKeyId } }`,
      );
      expect(deletion.body.data.deleteApiKey.deletedApiKeyId).toBe(leaked.id);

      const restore = `${latchkey}\n${cut('docs/operating.md', 'restore')}`;
      const refused = await shell.start(restore).ended;
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain(`${file} is open in process ${server.child.pid}: stop every server`);

      server.child.kill('SIGKILL'); // Its last writes stand in the log beside the file.
      await server.ended;
      const restored = await shell.start(restore).ended;
      expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('The backup was restored.\n') });
      expect(restored.stderr).toMatch(
        new RegExp(
          `Keys that work again, or may return:\n.*\n${leaked.id}  DELETED +\\S+Z  First organization  Leaked\n$`,
        ),
      );
      const found = onFile((database) =>
        database.prepare('SELECT "id" FROM "api_key" WHERE "deletedAt" IS NULL').pluck().all(),
      );
      expect(found).toEqual(expect.arrayContaining([leaked.id, ...before.map(({ id }) => id)]));
      expect(found).not.toContain(late.id);

      onFile((database) => database.prepare('UPDATE "api_key" SET "deletedAt" = 1 WHERE "id" = ?').run(leaked.id));
      await shell.run(`${latchkey}\n${cut('docs/operating.md', 'restore-disabled')}`);
      const world = await World.create('sqlite');
      world.now = Date.now();
      const again = await world.secondServer({ database: { engine: 'sqlite', file } });
      const statusOf = async ({ value }: MadeKey) => (await ask(again.url, value, '{ viewer { name } }')).status;
      expect(await Promise.all(before.map(statusOf))).toEqual(before.map(() => 200));
      expect(await Promise.all([statusOf(leaked), statusOf(late)])).toEqual([401, 401]);
    },
  );
});
