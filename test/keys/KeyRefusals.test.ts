import type { Database } from '../../src/database/Database';
import { auditWriter } from '../../src/events/auditWriter';
import { Changes } from '../../src/events/Changes';
import { KeyRefusals } from '../../src/keys/KeyRefusals';
import type { Storage } from '../../src/storage/Storage';
import { describeOnEachEngine, freshDatabase } from '../support/engines';
import { withLostAnswer } from '../support/withLostAnswer';
import { NOW, SECRET } from '../support/world';

const KEY = { id: 'k1', organizationId: 'o1', processId: null, name: 'Key' };
const ORIGIN = { address: '127.0.0.1', requestId: 'r1' };

describeOnEachEngine('refusals of keys', (engine) => {
  let database: Database;
  let losses: string[];

  beforeEach(async () => {
    database = await freshDatabase(engine);
    losses = [];
  });
  afterEach(() => database.close());

  function refusalsIn(storage: Storage): KeyRefusals {
    const changes = new Changes(storage, () => NOW, [auditWriter(SECRET)]);
    return new KeyRefusals(
      storage,
      () => NOW,
      changes,
      (loss) => void losses.push(loss),
    );
  }

  function rows(): Promise<readonly object[]> {
    const columns = '"at", "actorName", "targetId", "outcome", "address", "requestId", "count", "firstAt"';
    return database.sql(`SELECT ${columns} FROM "audit_event" ORDER BY "at", "outcome"`, []);
  }

  it('are written down once, though the answer to the write was lost and they are tried again', async () => {
    const refusals = refusalsIn(withLostAnswer(database));
    refusals.refused(KEY, ORIGIN, NOW);
    await refusals.run(NOW);
    refusals.refused(KEY, ORIGIN, NOW + 1);
    refusals.attempted(KEY, ORIGIN, NOW + 2);
    await refusals.flush();
    expect(await rows()).toMatchObject([
      { at: NOW, outcome: 'REFUSED', count: 1, firstAt: null },
      { at: NOW + 1, outcome: 'REFUSED', count: 1, firstAt: null },
      { at: NOW + 2, outcome: 'ATTEMPTED', count: 1, firstAt: null },
    ]);
    expect(losses).toEqual(['refused credentials could not be written down yet']);
  });

  it('that are equal are one row: when the first and the last was, and how many there were', async () => {
    const refusals = refusalsIn(database);
    for (let index = 1; index <= 500; index += 1) {
      refusals.attempted(KEY, { address: `2001:db8::${index}`, requestId: `r${index}` }, NOW + index);
    }
    await refusals.run(NOW + 500);
    expect(await rows()).toEqual([
      {
        at: NOW + 500,
        actorName: 'anonymous',
        targetId: 'k1',
        outcome: 'ATTEMPTED',
        address: '2001:db8::500',
        requestId: 'r500',
        count: 500,
        firstAt: NOW + 1,
      },
    ]);
  });

  it('of wrong secrets take no room of those of right ones, and what they exceed is a row with its count', async () => {
    const refusals = refusalsIn(database);
    for (let index = 0; index < 2_000; index += 1) {
      refusals.attempted(KEY, { address: `192.0.${index >> 8}.${index & 255}`, requestId: 'r1' }, NOW);
    }
    for (let index = 1; index <= 10; index += 1) refusals.refused(KEY, ORIGIN, NOW);
    await refusals.run(NOW);
    const all = await rows();
    expect(all).toHaveLength(102);
    expect(all).toContainEqual(expect.objectContaining({ outcome: 'REFUSED', count: 10, address: '127.0.0.1' }));
    expect(all).toContainEqual(expect.objectContaining({ outcome: 'ATTEMPTED', count: 1_900, address: 'several' }));
  });

  it('that cannot be written wait, and are counted on meanwhile', async () => {
    let isThere = false;
    const storage: Storage = {
      engine,
      sql: database.sql,
      write: (work) => (isThere ? database.write(work) : Promise.reject(new Error('Connection terminated'))),
    };
    const refusals = refusalsIn(storage);
    for (let minute = 0; minute < 100; minute += 1) {
      const now = NOW + minute * 60_000;
      refusals.refused(KEY, ORIGIN, now);
      await refusals.run(now);
    }
    isThere = true;
    await refusals.flush();
    expect(await rows()).toMatchObject([
      { at: NOW, count: 1, firstAt: null },
      { at: NOW + 99 * 60_000, count: 99, firstAt: NOW + 60_000 },
    ]);
  });
});
