import { mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '../../src/running/openDatabase';
import { endAfter } from '../support/leftOpen';
import { newFolder } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { SECRET } from '../support/world';

const INIT = ['init', '--organization', 'Acme', '--email', 'ada@acme.example'];

async function newPlace() {
  const file = path.join(await newFolder(), 'latchkey.sqlite');
  return { file, environment: { DATABASE_URL: `sqlite:${file}`, LATCHKEY_SECRET: SECRET, NODE_ENV: 'production' } };
}

describe('a SQLite file that is not there', () => {
  it('is made by migrate, which says so', async () => {
    const { environment } = await newPlace();
    const run = async () => (await runInProcess(['migrate'], { environment })).stdout;
    expect(await run()).toMatch(/^Made the database \S+\/latchkey\.sqlite\. Migrations run: \d+\.\n$/);
    expect(await run()).toBe('The database is up to date.\n');
    const other = await newPlace();
    const { stdout } = await runInProcess(['migrate', '--json'], { environment: other.environment });
    expect(JSON.parse(stdout)).toEqual({ migrationCount: expect.any(Number), madeFile: other.file });
  });

  it('is made by init, which says so', async () => {
    const { file, environment } = await newPlace();
    expect((await runInProcess(INIT, { environment })).stdout).toContain(`database      ${file}  (made)\n`);
    const other = await newPlace();
    const { stdout } = await runInProcess([...INIT, '--json'], { environment: other.environment });
    expect(JSON.parse(stdout)).toMatchObject({ organization: { name: 'Acme' }, madeFile: other.file });
  });

  it('is made by no other command, and neither is its folder', async () => {
    const { file } = await newPlace();
    const missing = path.join(path.dirname(file), 'no/latchkey.sqlite');
    const environment = { DATABASE_URL: `sqlite:${missing}`, LATCHKEY_SECRET: SECRET };
    expect(await runInProcess(['keys', 'list'], { environment })).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no database at ${missing}: run \`latchkey init\` or \`latchkey migrate\`, which make one, or check DATABASE_URL and whether the volume is mounted.\n`,
    });
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  it.each(['by itself', 'by a link'])(
    'is made by no command where its -wal is left, which SQLite would delete, named %s',
    async (how) => {
      const { file, environment } = await newPlace();
      const real = how === 'by itself' ? file : path.join(path.dirname(file), 'real', 'latchkey.sqlite');
      if (real !== file) {
        mkdirSync(path.dirname(real));
        symlinkSync('real/latchkey.sqlite', file);
      }
      await runInProcess(['migrate'], { environment });
      const database = await openDatabase({ engine: 'sqlite', file });
      endAfter('test', () => database.close());
      await database.write(({ sql }) =>
        sql('INSERT INTO "organization" ("id", "name", "createdAt") VALUES ($1, $2, $3)', ['a', 'A', 0]),
      );
      renameSync(real, `${real}.away`);
      for (const isEmpty of [false, true]) {
        if (isEmpty) writeFileSync(real, '');
        expect(await runInProcess(['migrate'], { environment })).toEqual({
          code: 1,
          stdout: '',
          stderr: `The database file ${file} is gone, and ${real}-wal still holds changes of it: put the file back, or move ${real}-wal away.\n`,
        });
      }
      expect(statSync(`${real}-wal`).size).toBeGreaterThan(0);
    },
  );
});
