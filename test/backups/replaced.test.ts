import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { restore as restoreCopy } from '../../src/backups/restore';
import { completeConfig } from '../../src/running/start';
import { backedUp, restore, rowsOf } from '../support/backedUp';
import { addPerson } from '../support/people';
import { newFolder } from '../support/program';
import type { World } from '../support/world';

const KEYS = 'SELECT "name", "disabledAt" IS NULL AND "deletedAt" IS NULL AS "works" FROM "api_key" ORDER BY "name"';

/** Makes an organization with a key and a member. */
async function withMember(world: World): Promise<void> {
  await addPerson(world, await world.organization(), { email: 'ada@acme.example' });
}

/** Makes a page of a database unreadable. */
function damage(file: string, page: number): void {
  const content = readFileSync(file);
  const size = content.readUInt16BE(16);
  content.fill(0xff, page === 1 ? 100 : (page - 1) * size, page * size); // The first one begins with the file's own header.
  writeFileSync(file, content);
}

/** The first page of the rows of a table. */
function rootOf(file: string, table: string): number {
  const [found] = rowsOf(file, `SELECT "rootpage" FROM "sqlite_master" WHERE "name" = '${table}'`);
  return (found as { rootpage: number }).rootpage; // SQLite's own column.
}

describe('the database that a restore replaces', () => {
  it('is kept where it is no database any more', async () => {
    const made = await backedUp(async (world) => void (await world.organization()));
    await made.world.close();
    writeFileSync(made.file, 'x'.repeat(10_000));
    const { keptAs, isCompared } = JSON.parse((await restore(made, '--json')).stdout);
    expect(isCompared).toBe(false);
    expect(readFileSync(keptAs, 'utf8')).toBe('x'.repeat(10_000));
    expect(rowsOf(made.file, KEYS)).toEqual([{ name: 'Key', works: 1 }]);
  });

  it.each<[string, (file: string) => void]>([
    ['keys', (file) => damage(file, rootOf(file, 'api_key'))],
    ['members', (file) => damage(file, rootOf(file, 'membership'))],
    ['the list of tables', (file) => damage(file, 1)],
  ])('is not compared where a page of %s is damaged', async (_what, spoil) => {
    const made = await backedUp(withMember);
    await made.world.close();
    spoil(made.file);
    const spoilt = readFileSync(made.file);
    const restored = await restore(made, '--disable-restored-keys', '--json');
    expect(restored).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(
        'The database that is replaced cannot be read: which keys ended since the copy is not known, and every key of the copy is disabled.\n',
      ),
    });
    const { keptAs, ...told } = JSON.parse(restored.stdout);
    expect(told).toMatchObject({ isCompared: false, revivedKeys: [], revivedMembers: [], disabledKeyCount: 1 });
    expect(readFileSync(keptAs).subarray(100).equals(spoilt.subarray(100))).toBe(true); // Its header says that it has no log.
    expect(rowsOf(made.file, KEYS)).toEqual([{ name: 'Key', works: 0 }]);
  });

  it('is not compared where it is of another version', async () => {
    const made = await backedUp(withMember);
    await made.world.close();
    new BetterSqlite3(made.file).exec('ALTER TABLE "user" RENAME COLUMN "passwordHash" TO "earlier"').close();
    expect(JSON.parse((await restore(made, '--json')).stdout)).toMatchObject({ isCompared: false, revivedKeys: [] });
  });

  it('is left as it is where another process made it meanwhile', async () => {
    const made = await backedUp();
    await made.world.close();
    const file = path.join(await newFolder(), 'latchkey.sqlite');
    const config = completeConfig({ ...made.environment, DATABASE_URL: `sqlite:${file}` });
    const wishes = { copy: made.copy, environment: {}, disablesKeys: false, needsNoSecret: false };
    const restoring = restoreCopy(
      config,
      wishes,
      () => undefined,
      async () => {
        new BetterSqlite3(file).exec('CREATE TABLE "live" ("row" TEXT)').close();
        return true;
      },
    );
    await expect(restoring).rejects.toThrow(
      `${file} was made by another process meanwhile, and is left as it is: stop every server, then try again.`,
    );
    expect(rowsOf(file, 'SELECT * FROM "live"')).toEqual([]);
    expect(readdirSync(path.dirname(file))).toEqual(['latchkey.sqlite']);
  });
});
