import { sealLag, unsealedCount } from '../../src/audit/sealState';
import { newId } from '../../src/id';
import { AuditLog } from '../support/auditLog';
import { describeOnEachEngine } from '../support/engines';
import { stoppedAt } from '../support/stoppedAt';
import { withLostAnswer } from '../support/withLostAnswer';
import { NOW } from '../support/world';

const ACME = newId(NOW);
const OTHER = newId(NOW + 1);
const places = (count: number): number[] => Array.from({ length: count }, (_none, place) => place);

describeOnEachEngine('sealing', (engine) => {
  let log: AuditLog;

  beforeEach(async () => {
    log = await AuditLog.create(engine);
  });

  it('gives the rows of each organization their places in the order of their ids, and those of none', async () => {
    const { seal } = log.tools();
    const ids = [...(await log.write(ACME, 2)), ...(await log.write(ACME, 1))];
    await log.write(OTHER, 4);
    await log.write(null, 2);
    await seal();
    expect(await log.rows(ACME)).toEqual(ids.map((id, sequence) => ({ id, sequence })));
    expect(await Promise.all([ACME, OTHER, 'server'].map((id) => log.stateOf(id)))).toEqual([
      { size: 3, firstKept: 0 },
      { size: 4, firstKept: 0 },
      { size: 2, firstKept: 0 },
    ]);
    expect(log.told).toEqual([]);
  });

  it('makes a tree of any size, whose hashes are read from tiles and rows', async () => {
    const { seal, trees } = log.tools();
    for (const count of [1, 254, 1, 1, 255, 300, 513]) {
      await log.write(ACME, count);
      await seal();
      expect(typeof (await log.stateOf(ACME))).toBe('object');
    }
    expect((await log.rows(ACME)).map(({ sequence }) => sequence)).toEqual(places(1_325));
    const hashes = trees.hashesOf(ACME, 1_325);
    const before = trees.hashesOf(ACME, 811);
    expect(await hashes.root(811)).toEqual(await before.root());
    expect(await hashes.node(8, 5)).toBeUndefined();
    expect(await log.database.sql('SELECT "level", "number" FROM "audit_tile" ORDER BY "level", "number"', [])).toEqual(
      [...places(5).map((number) => ({ level: 0, number })), { level: 1, number: 0 }],
    );
  });

  it('by two at once makes one tree', async () => {
    const [one, other] = [log.tools(), log.tools()];
    for (let round = 0; round < 4; round += 1) {
      await log.write(ACME, 40);
      await Promise.all([one.seal(), other.seal(), log.write(ACME, 20)]);
    }
    await one.seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 240, firstKept: 0 });
    expect((await log.rows(ACME)).map(({ sequence }) => sequence)).toEqual(places(240));
  });

  it('reads a tree that another sealer has grown since the rows were read', async () => {
    await log.write(ACME, 3);
    const [one, other] = [log.tools(), log.tools()];
    const { findMany } = one.trees;
    one.trees.findMany = async (ids) => {
      await other.seal();
      return findMany.call(one.trees, ids);
    };
    await one.seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 3, firstKept: 0 });
  });

  it('that is stopped at any of its statements leaves a whole tree, and is done by the next', async () => {
    await log.write(ACME, 300);
    await log.tools().seal();
    let size = 300;
    for (let at = 1, isStopped = true; isStopped; at += 1) {
      await log.write(ACME, 250);
      await log.write(null, 2);
      size += 250;
      const stopped = stoppedAt(log.database, at);
      await log
        .tools({ storage: stopped.storage })
        .seal()
        .catch(() => undefined);
      isStopped = stopped.statements.length >= at;
      expect(typeof (await log.stateOf(ACME))).toBe('object');
      await log.tools().seal();
      expect(await log.stateOf(ACME)).toEqual({ size, firstKept: 0 });
    }
    expect(size).toBeGreaterThan(300 + 8 * 250);
    expect((await log.rows(ACME)).map(({ sequence }) => sequence)).toEqual(places(size));
  });

  it('whose answer was lost is done once', async () => {
    await log.write(ACME, 3);
    await log.tools().seal();
    await log.write(ACME, 3);
    await expect(log.tools({ storage: withLostAnswer(log.database) }).seal()).rejects.toThrow('terminated');
    await log.tools().seal();
    expect(await log.stateOf(ACME)).toEqual({ size: 6, firstKept: 0 });
  });

  it('takes as many statements for two rows as for two hundred', async () => {
    const count = async (rowCount: number): Promise<number> => {
      await log.write(ACME, rowCount);
      const watched = stoppedAt(log.database, 0);
      const { sealer } = log.tools({ storage: watched.storage });
      await sealer.run(NOW, new AbortController().signal);
      return watched.statements.filter((text) => /"audit_(?:event|tree|tile)"/.test(text)).length;
    };
    await count(1);
    expect([await count(2), await count(200)]).toEqual([7, 7]);
  });

  it('tells how many rows wait, and how old the oldest is', async () => {
    const { seal } = log.tools();
    expect([await unsealedCount(log.database), await sealLag(log.database, NOW)]).toEqual([0, 0]);
    await log.write(ACME, 2);
    expect([await unsealedCount(log.database), await sealLag(log.database, NOW + 5_001)]).toEqual([2, 5_000]);
    await seal();
    expect([await unsealedCount(log.database), await sealLag(log.database, NOW + 5_001)]).toEqual([0, 0]);
  });
});
