import { DAY_MS } from '../../src/clock';
import { AuditMac } from '../../src/events/AuditMac';
import { newId } from '../../src/id';
import { AuditLog } from '../support/auditLog';
import { describeOnEachEngine } from '../support/engines';
import { NOW, SECRET } from '../support/world';

const ACME = newId(NOW);
const OTHER = newId(NOW + 1);
const LATER_SECRET = 'another secret for tests that is long enough';
const STRANGER = 'a secret of somebody else that is long enough';
const UNPROVED_ROW = /^a row of the audit log bears no proof/;
const UNSEALED = /"id", "leaf", "mac" FROM "audit_event"/;
const HOUR_MS = 3_600_000;
const UNPROVED_TREE = /^the tree of an audit log bears no proof/;

/** A row as a program of an earlier version writes it. */
const OLD_ROW = `INSERT INTO "audit_event" ("id", "organizationId", "at", "actorKind", "actorId", "actorName", "type", "targetType",
  "targetId", "targetName", "outcome", "codes", "changes", "address", "requestId")
  VALUES ($1, $2, $3, 'MEMBER', NULL, 'Ann', 'api_key.created', 'ApiKey', 'k', 'Key', 'SUCCESS', '',
  '[{"field":"name","before":null,"after":"Key"}]', '127.0.0.1', 'r')`;

describeOnEachEngine('what bears no proof', (engine) => {
  let log: AuditLog;

  beforeEach(async () => {
    log = await AuditLog.create(engine);
  });

  const run = (sql: string, values: readonly (string | number | null)[] = []) =>
    log.database.write(({ sql: write }) => write(sql, values));
  const oldRow = (id: string, organization = ACME) => run(OLD_ROW, [id, organization, NOW]);
  const beginGrace = () => run('UPDATE "audit_grace" SET "until" = NULL');

  it('is not sealed and is told once, and the rows beside it are sealed', async () => {
    const { seal } = log.tools();
    const [row = ''] = await log.write(ACME, 1, STRANGER);
    await log.write(ACME, 2);
    await log.write(OTHER, 1);
    await seal();
    await seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 2, firstKept: 0 });
    expect(await log.stateOf(OTHER)).toEqual({ size: 1, firstKept: 0 });
    expect((await log.rows(ACME)).map(({ sequence }) => sequence)).toEqual([0, 1, null]);
    expect(log.told).toEqual([{ message: expect.stringMatching(UNPROVED_ROW), row, organization: ACME, count: 1 }]);
  });

  it('is told once, however many rows there are, and then their count once an hour', async () => {
    const { seal } = log.tools();
    const [row = ''] = await log.write(ACME, 3, STRANGER);
    await seal();
    await log.write(OTHER, 2, STRANGER);
    log.now += HOUR_MS - 1;
    await seal();
    const message = expect.stringMatching(UNPROVED_ROW);
    expect(log.told).toEqual([{ message, row, organization: ACME, count: 3 }]);
    log.now += 1;
    await seal();
    await seal();
    expect(log.told.slice(1)).toEqual([{ message, row, organization: ACME, count: 5 }]);
  });

  it('is read again once an hour where there are more than a thousand rows, and keeps no other waiting', async () => {
    const { seal } = log.tools();
    await log.write(ACME, 1_001, STRANGER);
    await seal();
    const reads = jest.spyOn(log.database, 'sql');
    const readCount = async (): Promise<number> => {
      reads.mockClear();
      await seal();
      const unsealed = reads.mock.calls.map(([text], index) => (UNSEALED.test(text) ? index : -1));
      const found = unsealed.filter((index) => index >= 0).map((index) => reads.mock.results[index]?.value);
      return (await Promise.all(found)).reduce((sum, { length }) => sum + length, 0);
    };
    log.now += 10 * 60_000;
    await log.write(ACME, 1);
    await log.write(OTHER, 2);
    expect([await readCount(), await readCount()]).toEqual([3, 0]);
    expect([await log.stateOf(ACME), await log.stateOf(OTHER)]).toMatchObject([{ size: 1 }, { size: 2 }]);
    log.now = NOW + HOUR_MS - 1;
    expect(await readCount()).toBe(0);
    log.now = NOW + HOUR_MS;
    expect(await readCount()).toBe(1_001);
  });

  it('keeps no row from being sealed, however many there are', async () => {
    const { seal } = log.tools();
    await log.write(ACME, 600, STRANGER);
    await log.write(ACME, 3);
    await seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 3, firstKept: 0 });
  });

  it('is a row of a server whose master secret is accepted no longer; a previous one is', async () => {
    await log.write(ACME, 1);
    await log.tools({ secret: LATER_SECRET, previousSecrets: [SECRET] }).seal();
    expect(log.told).toEqual([]);
    expect((await log.rows(ACME)).map(({ sequence }) => sequence)).toEqual([0]);
  });

  it('is a tree that was changed: its rows wait, and those of others do not', async () => {
    for (const change of [
      `"size" = 1, "frontier" = (SELECT "frontier" FROM "audit_tree" WHERE "id" = '${OTHER}')`,
      '"firstKept" = 1',
      `"frontier" = ''`,
    ]) {
      log = await AuditLog.create(engine);
      const { seal } = log.tools();
      await log.write(ACME, 2);
      await log.write(OTHER, 1);
      await seal();
      await run(`UPDATE "audit_tree" SET ${change} WHERE "id" = '${ACME}'`);
      await log.write(ACME, 1);
      await log.write(OTHER, 1);
      await seal();
      await seal();
      expect((await log.rows(ACME)).map(({ sequence }) => sequence)).toEqual([0, 1, null]);
      expect((await log.rows(OTHER)).map(({ sequence }) => sequence)).toEqual([0, 1]);
      expect(log.told).toEqual([{ message: expect.stringMatching(UNPROVED_TREE), tree: ACME }]);
    }
  });

  it('is a tree that was deleted: none is begun again', async () => {
    const { seal } = log.tools();
    await log.write(ACME, 2);
    await seal();
    await run('DELETE FROM "audit_tree"');
    await log.write(ACME, 1);
    await seal();
    expect(await log.stateOf(ACME)).toBe('no tree');
    expect(log.told).toEqual([{ message: expect.stringMatching(UNPROVED_TREE), tree: ACME }]);
  });

  it('is a row that took the next place: its tree is stuck, and others are sealed', async () => {
    const { seal } = log.tools();
    await log.write(ACME, 1);
    await seal();
    const [row = ''] = await log.write(ACME, 1);
    await run('UPDATE "audit_event" SET "sequence" = 1 WHERE "id" = $1', [row]);
    await log.write(ACME, 1);
    await log.write(OTHER, 1);
    await seal();
    expect(await log.stateOf(OTHER)).toEqual({ size: 1, firstKept: 0 });
    expect(log.told.map(({ message, tree }) => ({ message, tree }))).toEqual([
      { message: 'rows of an audit log cannot be sealed: run `latchkey audit verify`', tree: ACME },
    ]);
  });

  it('is sealed where an earlier version wrote it before the first seal, or a day after that', async () => {
    await beginGrace();
    await oldRow(newId(NOW + 1));
    const { seal } = log.tools();
    await log.write(ACME, 1);
    await seal();
    log.now = NOW + DAY_MS - 1;
    await oldRow(newId(log.now));
    await seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 3, firstKept: 0 });
    const rows = await log.database.sql<{ leaf: string; salts: string; severity: number; mac: string | null }>(
      'SELECT "leaf", "salts", "severity", "mac" FROM "audit_event" WHERE "mac" IS NULL',
      [],
    );
    expect(rows.map(({ leaf, salts, severity }) => [leaf.length, salts.length, severity])).toEqual([
      [44, 66, 1],
      [44, 66, 1],
    ]);
    log.now = NOW + DAY_MS;
    await oldRow(newId(log.now));
    await seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 3, firstKept: 0 });
    expect(log.told).toEqual([expect.objectContaining({ message: expect.stringMatching(UNPROVED_ROW) })]);
  });

  it('is never sealed in a database that was new, nor where the time was written by another hand', async () => {
    const { seal } = log.tools();
    await oldRow(newId(NOW + 1));
    await log.write(ACME, 1);
    await seal();
    for (const change of [
      '"until" = 9000000000000',
      '"until" = NULL, "proof" = NULL',
      '"until" = 9000000000000, "proof" = NULL',
    ]) {
      await run(`UPDATE "audit_grace" SET ${change}`);
      await seal();
      await log.tools().seal();
    }
    await run('DELETE FROM "audit_grace"');
    await log.tools().seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 1, firstKept: 0 });
  });

  it('is no row whose leaf was changed with its proof: another leaf has another proof', async () => {
    const [row = ''] = await log.write(ACME, 1);
    const [{ mac = '' } = {}] = await log.database.sql<{ mac: string }>('SELECT "mac" FROM "audit_event"', []);
    expect(new AuditMac(SECRET).of(row, mac)).not.toBe(mac);
    await log.write(ACME, 1, STRANGER);
    await log.tools().seal();
    expect((await log.rows(ACME)).map(({ id, sequence }) => [id === row, sequence])).toEqual([
      [true, 0],
      [false, null],
    ]);
  });
});
