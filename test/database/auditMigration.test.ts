import type { Database } from '../../src/database/Database';
import { migrate } from '../../src/database/migrations';
import { openDatabase } from '../../src/running/openDatabase';
import { describeOnEachEngine, freshLocation } from '../support/engines';

const DETAILS = 'DetailAuditEvents1810000000000';

/** Shape: `'<id>', '<organization>', …`, a row as versions before wrote it. */
function oldRow(id: string, organizationId: string, action: string, targetId: string | null): string {
  const target = targetId === null ? 'NULL' : `'${targetId}'`;
  return `('${id}', '${organizationId}', 5, 'API_KEY', 'k', 'Key', '${action}', ${target}, 'SUCCESS', '', '192.0.2.1', 'r')`;
}

/** Undoes migrations from the end, until the one that gave audit rows their details is undone. */
async function undoDetails({ writer }: Database): Promise<void> {
  const done = (): Promise<{ name: string }[]> => writer.query('SELECT "name" FROM "migrations"');
  while ((await done()).some(({ name }) => name === DETAILS)) await writer.undoLastMigration({ transaction: 'each' });
}

describeOnEachEngine('the audit log of an earlier version', (engine) => {
  let database: Database;

  beforeEach(async () => {
    database = await openDatabase(await freshLocation(engine));
    await undoDetails(database);
    const rows = [
      oldRow('1', 'acme', 'updateApiKey', 'key'),
      oldRow('2', '', 'signIn', null),
      oldRow('3', 'acme', 'somethingElse', 'thing'),
    ];
    await database.writer.query(`INSERT INTO "audit_event" VALUES ${rows.join(', ')}`);
  });

  afterEach(() => database.close());

  it('has the names of events after the migration, and loses no row', async () => {
    await migrate(database.writer);
    const sql = `SELECT "id", "organizationId", "type", "targetType", "targetId", "changes", "address"
      FROM "audit_event" ORDER BY "id"`;
    const same = { changes: '[]', address: '192.0.2.1' };
    expect(await database.writer.query(sql)).toEqual([
      { id: '1', organizationId: 'acme', type: 'api_key.updated', targetType: 'ApiKey', targetId: 'key', ...same },
      { id: '2', organizationId: null, type: 'session.started', targetType: null, targetId: null, ...same },
      { id: '3', organizationId: 'acme', type: 'somethingElse', targetType: null, targetId: 'thing', ...same },
    ]);
  });

  it('is as it was after the migration is undone', async () => {
    const all = 'SELECT * FROM "audit_event" ORDER BY "id"';
    const before = await database.writer.query(all);
    await migrate(database.writer);
    await undoDetails(database);
    expect(await database.writer.query(all)).toEqual(before);
  });
});
