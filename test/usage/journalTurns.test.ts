import fs, { readdirSync } from 'node:fs';
import { DAY_MS } from '../../src/clock';
import type { Database } from '../../src/database/Database';
import { Sweep } from '../../src/jobs/Sweep';
import { openDatabase } from '../../src/running/openDatabase';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { newFolder } from '../support/program';
import { NOW } from '../support/world';
import { answered, callerOf, operationNamed, recordingOf } from './journals';

const A = answered(operationNamed('A'));

describeOnEachEngine('a journal of use that is over', (engine) => {
  let database: Database;
  let folder: string;
  let now: number;
  beforeEach(async () => {
    database = await openDatabase(await freshLocation(engine));
    endAfter('test', () => database.close());
    folder = await newFolder();
    now = NOW;
  });

  const begun = async (where: string | null = folder) => {
    const recording = recordingOf(database, where, () => now);
    await recording.ingest.begin();
    return recording;
  };
  const countOf = async () => {
    const sql = 'SELECT SUM("requestCount") AS "count" FROM "usage_hour"';
    return Number((await database.sql<{ count: number }>(sql, []))[0]?.count);
  };

  it('is followed by another one, in which the same use counts on', async () => {
    const { recorder, answer, ingest } = await begun();
    for (let round = 0; round < 3; round += 1) {
      await answer(callerOf(1), A);
      await answer(callerOf(1), A);
      now += 61_000;
      recorder.rest();
    }
    await answer(callerOf(1), A);
    expect(readdirSync(folder)).toHaveLength(4);
    await ingest.close(true);
    expect(await countOf()).toBe(7);
  });

  it('is written to no more by a process that was stopped for long', async () => {
    const { answer, ingest } = await begun();
    await answer(callerOf(1), A);
    now += 600_000; // Meanwhile its reader takes it for one that was left, and removes it.
    await answer(callerOf(1), A);
    expect(readdirSync(folder)).toHaveLength(2);
    await ingest.close(true);
    expect(await countOf()).toBe(2);
  });

  it('is none that a full disk had no room for: no file is left, nor left open', async () => {
    const { recorder, ingest } = await begun();
    const filesOf = () => readdirSync('/proc/self/fd').length;
    const before = filesOf();
    const full = jest.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw new Error('ENOSPC');
    });
    let passed = performance.now();
    const timer = jest.spyOn(performance, 'now').mockImplementation(() => (passed += 2_000));
    for (let count = 0; count < 20; count += 1) {
      recorder.record(callerOf(1), A);
      recorder.flush();
    }
    expect(full).toHaveBeenCalledTimes(20);
    full.mockRestore();
    timer.mockRestore();
    expect([readdirSync(folder), filesOf() - before]).toEqual([[], 0]);
    await ingest.close(true);
    expect(await countOf()).toBe(20);
  });

  it('counts nothing twice where neither a write nor its undoing went well: the time is a gap', async () => {
    const { recorder, answer, ingest } = await begun();
    await answer(callerOf(1), A);
    const write = fs.writeSync;
    let callCount = 0;
    const broken = jest.spyOn(fs, 'writeSync').mockImplementation((...args: unknown[]) => {
      callCount += 1;
      if (callCount === 1) (write as (...all: unknown[]) => number)(...args); // The disk holds it, and says that it does not.
      throw new Error('EIO');
    });
    recorder.record(callerOf(1), A);
    recorder.flush();
    broken.mockRestore();
    await ingest.close(true);
    expect([callCount, await countOf()]).toEqual([2, 2]);
    expect(await database.sql('SELECT "apiKeyId" FROM "usage_gap"', [])).toEqual([{ apiKeyId: null }]);
  });

  it('is not missed by what waited in memory, long after its last mark was swept', async () => {
    const { recorder, ingest } = await begun(null);
    const marks = new Sweep('marks', database, { table: 'usage_journal', column: 'readAt', outlastMs: 30 * DAY_MS });
    for (let month = 0; month < 3; month += 1) {
      recorder.record(callerOf(1), A);
      await ingest.ingestNow();
      now += 31 * DAY_MS;
      await marks.run(now);
    }
    expect(await countOf()).toBe(3);
  });

  it('leaves texts of operations for as long as they are used', async () => {
    const { recorder, ingest } = await begun(null);
    const texts = new Sweep('texts', database, {
      ...{ table: 'usage_operation', column: 'lastUsedAt', outlastMs: 400 * DAY_MS },
    });
    recorder.record(callerOf(1), answered(operationNamed('B')));
    for (const days of [0, 300, 300]) {
      now += days * DAY_MS;
      recorder.record(callerOf(1), A);
      await ingest.ingestNow();
      await texts.run(now);
    }
    const names = await database.sql('SELECT "name" FROM "usage_operation"', []);
    expect(names).toEqual([{ name: 'A' }]);
  });
});
