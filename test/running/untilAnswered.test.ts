import { Client } from 'pg';
import { openDatabase } from '../../src/running/openDatabase';
import { untilAnswered } from '../../src/running/untilAnswered';
import { freshLocation, onServer } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { serveProgram } from '../support/program';
import { waitUntil } from '../support/waitUntil';
import { newPlace } from '../support/workers';

describe('a server whose PostgreSQL ends its session while it starts', () => {
  it.each([
    ['reads the keys', 'api_key'],
    ['looks for an organization', 'organization'],
  ])('asks again, and serves: when it %s', async (_when, table) => {
    const { environment } = await newPlace('postgres');
    const other = new Client({ connectionString: String(environment.DATABASE_URL) });
    await other.connect();
    const waiting = `FROM pg_stat_activity WHERE "datname" = '${other.database}' AND "wait_event_type" = 'Lock'`;
    endAfter('test', () => other.end());
    await other.query('BEGIN');
    await other.query(`LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
    const breakOff = async () => {
      await waitUntil('it waits', async () => (await onServer(`SELECT 1 ${waiting}`)).length > 0);
      await onServer(`SELECT pg_terminate_backend("pid") ${waiting}`);
      await other.query('ROLLBACK');
    };
    const [{ child, ended }] = await Promise.all([serveProgram({ environment }), breakOff()]);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('gives up at once where another try helps nothing', async () => {
    const database = await openDatabase(await freshLocation('postgres'));
    endAfter('test', () => database.close());
    let count = 0;
    const work = () => {
      count += 1;
      return database.sql('SELECT "none" FROM "nowhere"', []);
    };
    await expect(untilAnswered(work)).rejects.toMatchObject({ code: '42P01' });
    expect(count).toBe(1);
  });
});
