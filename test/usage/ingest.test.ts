import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../src/database/Database';
import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { journalBacklog } from '../../src/usage/journalBacklog';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { newFolder, runScript } from '../support/program';
import { times } from '../support/times';
import { NOW } from '../support/world';
import { answered, callerOf, idOf, operationNamed, recordingOf } from './journals';

/** The statements of an ingester at which it is killed; it has so many, the commit and the end among them. */
const STEPS = Array.from({ length: 14 }, (_none, index) => index + 1);
const KILLED_AT = times({ usual: 2, long: 14 }) === 14 ? STEPS : [5, 11];

describeOnEachEngine('journals of use', (engine) => {
  let location: DatabaseLocation;
  let database: Database;
  let folder: string;
  beforeEach(async () => {
    location = await freshLocation(engine);
    database = await openDatabase(location);
    endAfter('test', () => database.close());
    folder = await newFolder();
  });

  const begun = async (clock = () => NOW, where: string | null = folder) => {
    const recording = recordingOf(database, where, clock);
    await recording.ingest.begin();
    return recording;
  };
  const countsOf = async () => {
    const sql =
      'SELECT "apiKeyId" AS "id", SUM("requestCount") AS "count" FROM "usage_hour" GROUP BY "apiKeyId" ORDER BY 1';
    const rows = await database.sql<{ id: string; count: number }>(sql, []);
    return rows.map(({ id, count }) => [Number.parseInt(id, 16), Number(count)]);
  };
  const gapsOf = () => database.sql('SELECT "reason", "apiKeyId" FROM "usage_gap"', []);
  const journals = () => readdirSync(folder).map((name) => path.join(folder, name));

  it('are written before answers may leave, in one line that grows', async () => {
    const { answer } = await begun();
    for (let turn = 0; turn < 1_000; turn += 1) await answer(callerOf(1), answered(operationNamed('A')));
    const [journal = ''] = journals();
    const lines = readFileSync(journal, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect([lines.length, lines[2]]).toEqual([3, expect.stringContaining(',      1000,         0,         0,')]);
    expect(statSync(journal).mode & 0o777).toBe(0o600);
  });

  it('are counted once, whichever processes read them, and however often', async () => {
    const { recorder, ingest } = await begun();
    const other = await begun();
    for (let round = 1; round <= 40; round += 1) {
      for (let key = 1; key <= round; key += 1) recorder.record(callerOf(key), answered(operationNamed('A')));
      recorder.flush();
      await Promise.all([ingest.ingestNow(), other.ingest.ingestNow()]);
    }
    await ingest.ingestNow();
    expect(await countsOf()).toEqual(Array.from({ length: 40 }, (_none, index) => [index + 1, 40 - index]));
  });

  it('are counted once where the ingester is killed at any of its statements', async () => {
    const { answer, ingest } = await begun();
    for (const [index, killAt] of KILLED_AT.entries()) {
      await answer(callerOf(1), answered(operationNamed(`A${index}`)));
      await answer(callerOf(2, `192.0.${index}.1`), answered(operationNamed('B')));
      const script = path.resolve('dist/test/usage/ingestKilledAt.js');
      await runScript([script, JSON.stringify(location), folder, String(NOW), String(killAt)]);
      await ingest.ingestNow();
      expect(await countsOf()).toEqual([
        [1, index + 1],
        [2, index + 1],
      ]);
    }
  });

  it('tell how far the database is behind them', async () => {
    const { answer, ingest } = await begun();
    await answer(callerOf(1), answered(operationNamed('A')));
    expect(await journalBacklog(database, folder, NOW + 7_000)).toEqual({ journalCount: 1, lagSeconds: 7 });
    await ingest.ingestNow();
    expect(await journalBacklog(database, folder, NOW + 7_000)).toEqual({ journalCount: 0, lagSeconds: 0 });
  });

  it('are removed when they are over and read', async () => {
    const { recorder, answer, ingest } = await begun();
    await answer(callerOf(1), answered(operationNamed('A')));
    recorder.close();
    expect(journals()).toHaveLength(1);
    await ingest.ingestNow();
    expect([journals(), await countsOf()]).toEqual([[], [[1, 1]]]);
  });

  it('of a process that died with a torn line leave a gap, and all before it counts', async () => {
    let now = NOW;
    const { answer, ingest } = await begun(() => now);
    await answer(callerOf(1), answered(operationNamed('A')));
    appendFileSync(journals()[0] ?? '', 'deadbeef [1,["');
    await ingest.ingestNow();
    expect([await countsOf(), await gapsOf()]).toEqual([[[1, 1]], []]);
    now = Date.now() + 130_000; // Nobody has written to it for long.
    await ingest.ingestNow();
    const reason = 'A record of use was torn: its process ended while the record was written.';
    expect(await gapsOf()).toEqual([{ apiKeyId: null, reason }]);
    expect([journals(), await countsOf()]).toEqual([[], [[1, 1]]]);
  });

  it('of which nobody knows whether they were counted leave a gap', async () => {
    let now = NOW;
    const { answer, ingest } = await begun(() => now);
    await answer(callerOf(1), answered(operationNamed('A')));
    now = Date.now() + 30 * 86_400_000;
    await ingest.ingestNow();
    const reason = 'A journal was found that is too old: whether it was counted before is not known.';
    expect([await countsOf(), await gapsOf(), journals()]).toEqual([[], [{ apiKeyId: null, reason }], []]);
  });

  it('of another database are left alone', async () => {
    const elsewhere = await openDatabase(await freshLocation(engine));
    endAfter('test', () => elsewhere.close());
    const foreign = recordingOf(elsewhere, folder, () => NOW);
    await foreign.ingest.begin();
    await foreign.answer(callerOf(1), answered(operationNamed('A')));
    writeFileSync(path.join(folder, 'README'), 'no journal');
    const { ingest } = await begun();
    await ingest.ingestNow();
    await ingest.ingestNow();
    expect([await countsOf(), journals().length]).toEqual([[], 2]);
  });

  it('that cannot be written are done without: use waits in memory, and is counted', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, 'in the way');
    const { recorder, ingest, losses } = await begun(() => NOW, path.join(file, 'usage'));
    expect(recorder.record(callerOf(1), answered(operationNamed('A')))).toBe(false);
    recorder.flush();
    recorder.record(callerOf(1), answered(operationNamed('A')));
    await ingest.close(false);
    expect([await countsOf(), losses]).toEqual([
      [[1, 2]],
      ['the journal of use cannot be written: use waits in memory'],
    ]);
  });

  it('are none where there is no folder', async () => {
    const { recorder, ingest } = await begun(() => NOW, null);
    expect(recorder.record(callerOf(1), answered(operationNamed('A')))).toBe(false);
    await ingest.ingestNow();
    expect(await countsOf()).toEqual([[1, 1]]);
  });

  it('cost no memory without end: what has no room is a gap', async () => {
    const { recorder, ingest } = await begun(() => NOW, null);
    for (let key = 1; key <= 10_001; key += 1) recorder.record(callerOf(key), answered(operationNamed('A')));
    await ingest.ingestNow();
    expect((await countsOf()).length).toBe(10_000);
    const reason = 'Use was not all counted: more waited in memory than there was room for.';
    expect(await gapsOf()).toEqual([{ apiKeyId: null, reason }]);
  });

  it('count on where the clock jumps, forward or back', async () => {
    let now = NOW;
    const { answer, ingest } = await begun(() => now);
    for (const at of [NOW, NOW + 40 * 86_400_000, NOW - 7_200_000, NOW]) {
      now = at;
      await answer(callerOf(1), answered(operationNamed('A')));
    }
    await ingest.ingestNow();
    const rows = await database.sql('SELECT "hourAt", "requestCount" FROM "usage_hour" ORDER BY "hourAt"', []);
    expect(rows).toEqual([
      { hourAt: NOW - 7_200_000, requestCount: 1 },
      { hourAt: NOW, requestCount: 2 },
      { hourAt: NOW + 40 * 86_400_000, requestCount: 1 },
    ]);
  });

  it('give a key 256 operations, 64 networks a day and 8 clients of a network, and count the rest together', async () => {
    const { answer, ingest } = await begun();
    for (let count = 0; count < 1_000; count += 1) {
      const address = `10.${count % 250}.${Math.floor(count / 250)}.1`;
      await answer(callerOf(1, address), answered(operationNamed(`Q${count}`), `agent ${count}`));
      await answer(callerOf(1), answered(operationNamed('A'), `agent ${count}`));
      if (count % 300 === 0) await ingest.ingestNow();
    }
    await ingest.ingestNow();
    const one = async (sql: string) => (await database.sql<object>(sql, []))[0];
    const OTHER = `SELECT COUNT(*) AS "rows", SUM(h."requestCount") AS "count" FROM "usage_hour" h
      JOIN "usage_operation" o ON o."id" = h."operationId" WHERE o."kind" = 'OTHER'`;
    const numbers = (row: object | undefined) => Object.values(row ?? {}).map(Number);
    expect(numbers(await one('SELECT COUNT(*), SUM("requestCount") FROM "usage_hour"'))).toEqual([257, 2_000]);
    expect(numbers(await one(OTHER))).toEqual([1, 745]);
    expect(numbers(await one('SELECT COUNT(*) FROM "usage_operation"'))).toEqual([257]);
    expect(numbers(await one('SELECT COUNT(*), SUM("requestCount") FROM "usage_network"'))).toEqual([65, 2_000]);
    const [row] = await database.sql<{ userAgents: string }>(
      'SELECT "userAgents" FROM "usage_network" WHERE "network" = $1',
      ['192.0.2.0/24'],
    );
    expect(JSON.parse(row?.userAgents ?? '')).toEqual(Array.from({ length: 8 }, (_none, index) => `agent ${index}`));
  });

  it('of 10,000 keys take a hundred transactions', async () => {
    const { recorder, ingest } = await begun();
    for (let key = 1; key <= 10_000; key += 1) recorder.record(callerOf(key), answered(operationNamed('A')));
    recorder.flush();
    const writes = jest.spyOn(database, 'write');
    await ingest.ingestNow();
    expect([(await countsOf()).length, writes.mock.calls.length <= 101]).toEqual([10_000, true]);
    writes.mockRestore();
    expect((await countsOf()).at(-1)).toEqual([10_000, 1]);
    expect(idOf(10_000)).toHaveLength(32);
  });
});
