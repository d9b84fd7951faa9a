import { DataSource, type QueryRunner } from 'typeorm';
import { loadConfig } from '../../src/config';
import { type Migration, telling } from '../../src/database/Migration';
import { MIGRATIONS } from '../../src/database/migrations';
import { writerOptions } from '../../src/database/options';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { askAll, mutate, newPlace, type Place, pidsOf, serveTwo } from '../support/workers';

/** Adds a column that older programs do not know. */
class AddColour1980000000000 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "api_key" ADD COLUMN "colour" varchar');
  }
  async down(): Promise<void> {}
}

/** Takes a column away that older programs read. */
class DropSortName1990000000000 implements Migration {
  readonly breaksBefore = 1_980_000_000_000;
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "api_key" RENAME COLUMN "sortName" TO "oldSortName"');
  }
  async down(): Promise<void> {}
}

/** Migrates as a later version would. */
async function upgrade({ environment }: Place, later: readonly (new () => Migration)[]): Promise<void> {
  const source = new DataSource(
    writerOptions(loadConfig(environment).database, [], [...MIGRATIONS, ...later.map(telling)]),
  );
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
}

describe('a program that is older than its database', () => {
  it('serves on, and is started anew, until a migration breaks it', async () => {
    const place = await newPlace('postgres');
    const program = await serveTwo(place);
    const statusOf = async (path: string) => (await request(program.url, { path })).status;

    await upgrade(place, [AddColour1980000000000]);
    expect(await statusOf('/readyz')).toBe(200);
    process.kill(pidsOf(program)[0] ?? 0, 'SIGKILL');
    await program.printed(/("replaces":\d,"msg":"a worker was replaced")/);
    expect(await askAll(program.url, place.key)).toEqual({ processCount: 2, statuses: [200] });
    const { status } = await mutate(program.url, place.key, 'createProcess(input: { name: "New" }) { process { id } }');
    expect(status).toBe(200);
    expect(await runInProcess(['migrate'], place)).toMatchObject({ code: 0, stderr: '' });
    expect(await runInProcess(['keys', 'list'], place)).toMatchObject({ code: 0, stderr: '' });

    await upgrade(place, [AddColour1980000000000, DropSortName1990000000000]);
    expect([await statusOf('/readyz'), await statusOf('/healthz')]).toEqual([503, 200]);
    const refusal =
      'The database is newer than this program: it has had migrations that this version cannot work with (DropSortName1990000000000). Start the version that made them, or a later one.';
    expect(await runInProcess(['migrate'], place)).toEqual({ code: 1, stdout: '', stderr: `${refusal}\n` });
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });
});
