import { DAY_MS } from '../../src/clock';
import { openDatabase } from '../../src/running/openDatabase';
import { RollUpUsage } from '../../src/usage/RollUpUsage';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { newFolder } from '../support/program';
import { NOW } from '../support/world';
import { answered, callerOf, operationNamed, recordingOf } from './journals';

describeOnEachEngine('hours of use', (engine) => {
  it('become a day after 90 days, and are counted in one of the two', async () => {
    const database = await openDatabase(await freshLocation(engine));
    endAfter('test', () => database.close());
    const hour = 3_600_000;
    let now = NOW;
    const { answer, ingest } = recordingOf(database, await newFolder(), () => now);
    await ingest.begin();
    for (const at of [NOW - 91 * DAY_MS, NOW - 91 * DAY_MS + hour, NOW - 91 * DAY_MS + 2 * hour, NOW]) {
      now = at;
      await answer(callerOf(1), answered(operationNamed('A')));
    }
    await ingest.ingestNow();
    const job = new RollUpUsage(database);
    await job.run(NOW, new AbortController().signal);
    await job.run(NOW, new AbortController().signal);
    const columns = '"requestCount", "cost", "firstUsedAt", "lastUsedAt"';
    const day = Date.parse('2026-08-24T00:00:00.000Z');
    expect(await database.sql(`SELECT "dayAt", ${columns} FROM "usage_day"`, [])).toEqual([
      { dayAt: day, requestCount: 3, cost: 6, firstUsedAt: day + 12 * hour, lastUsedAt: day + 14 * hour },
    ]);
    expect(await database.sql(`SELECT "hourAt", ${columns} FROM "usage_hour"`, [])).toEqual([
      { hourAt: NOW, requestCount: 1, cost: 2, firstUsedAt: NOW, lastUsedAt: NOW },
    ]);
  });

  it('become days some keys at a time, since requests wait for a transaction of SQLite', async () => {
    const database = await openDatabase(await freshLocation(engine));
    endAfter('test', () => database.close());
    const { recorder, ingest } = recordingOf(database, null, () => NOW - 91 * DAY_MS);
    await ingest.begin();
    for (let key = 1; key <= 101; key += 1) recorder.record(callerOf(key), answered(operationNamed('A')));
    await ingest.ingestNow();
    const order: string[] = [];
    const write = database.write.bind(database);
    jest.spyOn(database, 'write').mockImplementation((...given) => {
      order.push('write');
      setImmediate(() => order.push('request'));
      return write(...given);
    });
    await new RollUpUsage(database).run(NOW, new AbortController().signal);
    expect(order.slice(0, 3)).toEqual(['write', 'request', 'write']);
    expect(order.filter((step) => step === 'write')).toHaveLength(2);
    const [row] = await database.sql<{ count: number }>('SELECT COUNT(*) AS "count" FROM "usage_day"', []);
    expect([Number(row?.count), await database.sql('SELECT 1 FROM "usage_hour"', [])]).toEqual([101, []]);
  });
});
