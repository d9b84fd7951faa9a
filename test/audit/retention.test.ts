import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { AuditLog } from '../support/auditLog';
import { describeOnEachEngine } from '../support/engines';
import { stoppedAt } from '../support/stoppedAt';
import { NOW } from '../support/world';

const ACME = newId(NOW);
const OTHER = newId(NOW + 1);

describeOnEachEngine('retention', (engine) => {
  let log: AuditLog;

  beforeEach(async () => {
    log = await AuditLog.create(engine);
  });

  /** Rows of the first day, and rows of the second. */
  const twoDays = async (oldCount: number, newCount: number): Promise<void> => {
    const { seal } = log.tools();
    await log.write(ACME, oldCount);
    await log.write(OTHER, 1);
    await seal();
    log.now += DAY_MS;
    await log.write(ACME, newCount);
    await seal();
    log.now += DAY_MS + 1;
  };
  const kept = async () => (await log.rows(ACME)).map(({ sequence }) => sequence);

  it('drops rows from the oldest end, keeps their leaves, and says so in a checkpoint', async () => {
    await twoDays(3, 2);
    await log.tools().drop(2);
    expect(await kept()).toEqual([3, 4]);
    expect(await log.rows(OTHER)).toEqual([]);
    expect(await log.stateOf(ACME)).toEqual({ size: 5, firstKept: 3 });
    expect(await log.stateOf(OTHER)).toEqual({ size: 1, firstKept: 1 });
    const note = await log.tools().checkpoints.newest(ACME, log.now);
    expect(note?.split('\n').slice(1, 5)).toEqual(['5', expect.any(String), 'first-kept 3', '']);
    expect(log.told).toEqual([]);
  });

  it('goes through complete tiles and into an incomplete one, and the tree grows on', async () => {
    await twoDays(600, 10);
    await log.tools().drop(2);
    expect(await log.stateOf(ACME)).toEqual({ size: 610, firstKept: 600 });
    expect(await kept()).toEqual([600, 601, 602, 603, 604, 605, 606, 607, 608, 609]);
    await log.write(ACME, 300);
    await log.tools().seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 910, firstKept: 600 });
    await log.tools().drop(1);
    expect(await log.stateOf(ACME)).toEqual({ size: 910, firstKept: 610 });
    log.now += 2 * DAY_MS;
    await log.tools().drop(1);
    expect(await log.stateOf(ACME)).toEqual({ size: 910, firstKept: 910 });
    expect(await kept()).toEqual([]);
  });

  it('stops at a row that does not fit its leaf, and tells of it', async () => {
    const triggers =
      engine === 'sqlite'
        ? ['DROP TRIGGER "audit_event_no_update"']
        : ['DROP TRIGGER "audit_event_no_update" ON "audit_event"'];
    await twoDays(300, 2);
    for (const sql of [...triggers, `UPDATE "audit_event" SET "outcome" = 'REFUSED' WHERE "sequence" = 260`]) {
      await log.database.write(({ sql: write }) => write(sql, []));
    }
    await log.tools().drop(2);
    expect(await log.stateOf(ACME)).toEqual({ size: 302, firstKept: 256 });
    expect(log.told.map(({ message, tree }) => ({ message, tree }))).toEqual([
      { message: 'rows of an audit log cannot be dropped: run `latchkey audit verify`', tree: ACME },
    ]);
  });

  it('stops where leaves are not those of the tree', async () => {
    await twoDays(300, 2);
    await log.database.write(({ sql }) => sql(`UPDATE "audit_tile" SET "hashes" = '' WHERE "level" = 1`, []));
    await log.tools().drop(2);
    expect(await kept()).toHaveLength(302);
    expect(log.told).toHaveLength(1);
  });

  it('that is stopped at any of its statements leaves a whole tree, and is done by the next', async () => {
    await twoDays(300, 2);
    let isStopped = true;
    for (let at = 1; isStopped; at += 1) {
      const stopped = stoppedAt(log.database, at);
      await log
        .tools({ storage: stopped.storage })
        .drop(2)
        .catch(() => undefined);
      isStopped = stopped.statements.length >= at;
      const state = await log.stateOf(ACME);
      expect(state).toEqual({ size: 302, firstKept: 302 - (await kept()).length });
      expect(await log.database.sql('SELECT "purpose" FROM "audit_opening"', [])).toEqual([]);
    }
    expect(await log.stateOf(ACME)).toEqual({ size: 302, firstKept: 300 });
  });

  it('beside a sealer that has read the tree before is not undone by it', async () => {
    await twoDays(3, 2);
    const { seal, trees } = log.tools();
    const { findMany } = trees;
    trees.findMany = async (ids) => {
      const found = await findMany.call(trees, ids);
      trees.findMany = findMany;
      await log.tools().drop(2);
      return found;
    };
    await log.write(ACME, 1);
    await seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 5, firstKept: 3 });
    await seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 6, firstKept: 3 });
  });

  it('drops nothing where no days are set, and thins out old checkpoints to one a day', async () => {
    const { seal } = log.tools();
    for (let count = 0; count < 3; count += 1) {
      await log.write(ACME, 1);
      await seal();
      log.now += 10_000;
    }
    log.now += 2 * DAY_MS;
    await log.tools().drop(36_500);
    const rows = await log.database.sql<{ size: number }>('SELECT "size" FROM "audit_checkpoint" ORDER BY "size"', []);
    expect(rows.map(({ size }) => size)).toEqual([3]);
    expect(await kept()).toEqual([0, 1, 2]);
  });
});
