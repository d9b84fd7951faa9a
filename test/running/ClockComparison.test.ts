import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MAIN, newFolder, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runJob } from '../support/runJob';
import { newPlace } from '../support/workers';
import { sharedWorld, World } from '../support/world';

/** What a server has logged of its clock since it was asked last. */
function toldOf(world: World): unknown[] {
  const lines = world.logLines.splice(0).map((line) => JSON.parse(line));
  return lines.flatMap(({ level, msg }) => (/clock/.test(msg) ? [[level, msg]] : []));
}

async function readinessOf(world: World): Promise<unknown> {
  const { status, text } = await world.request({ path: '/readyz' });
  return [status, JSON.parse(text)];
}

describe('a server on PostgreSQL', () => {
  const world = sharedWorld('postgres', {}, { hasOwnTime: false });

  /** Sets the server's clock to that of the database, and some seconds away from it. */
  async function compareAt(seconds: number): Promise<void> {
    const [row] = await world().rows<{ now: number }>(
      'SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::float8 AS "now"',
    );
    world().now = Number(row?.now) + seconds * 1_000;
    await runJob(world(), 'compare-clocks');
  }

  it('compares its clock with the database at start, before it says that it is ready', async () => {
    const wrong = await World.create('postgres', {}, { hasOwnTime: false }); // The day of the tests is another than today.
    expect(toldOf(wrong)).toEqual([[50, expect.stringMatching(/^The clock of this server is \d+ seconds \w+/)]]);
    expect(await readinessOf(wrong)).toEqual([
      503,
      { status: 'unavailable', reason: expect.stringMatching(/^The clock of this server is \d+ seconds \w+/) },
    ]);
  });

  it('compares them each minute, warns once from 5 seconds on, and is not ready from 60 seconds on', async () => {
    await compareAt(0);
    toldOf(world());
    await compareAt(-4);
    expect([toldOf(world()), await readinessOf(world())]).toEqual([[], [200, { status: 'ready' }]]);
    await compareAt(10.2);
    await compareAt(12);
    expect(toldOf(world())).toEqual([
      [40, 'The clock of this server is 10 seconds ahead of that of the database: set both by NTP.'],
    ]);
    expect(await readinessOf(world())).toEqual([200, { status: 'ready' }]);
    await compareAt(-600);
    const reason = 'The clock of this server is 600 seconds behind that of the database: set both by NTP.';
    expect([toldOf(world()), await readinessOf(world())]).toEqual([
      [[50, reason]],
      [503, { status: 'unavailable', reason }],
    ]);
    await compareAt(1);
    expect(toldOf(world())).toEqual([[30, 'the clock of this server is right again']]);
    expect(await readinessOf(world())).toEqual([200, { status: 'ready' }]);
    expect(world().app.jobs.find(({ name }) => name === 'compare-clocks')).toMatchObject({ everyMs: 60_000 });
  });
});

describe('a server on SQLite', () => {
  const world = sharedWorld('sqlite', {}, { hasOwnTime: false });

  it('says that its clock was set back by what was written before, and serves', async () => {
    await world().process(await world().organization());
    await runJob(world(), 'compare-clocks');
    expect(toldOf(world())).toEqual([]);
    world().now -= 3_600_000;
    await runJob(world(), 'compare-clocks');
    expect(toldOf(world())).toEqual([
      [
        40,
        'The clock of this machine was set back: it is 3600 seconds behind the newest row of the audit log, and what has ended since may work again. Set it right.',
      ],
    ]);
    expect(await readinessOf(world())).toEqual([200, { status: 'ready' }]);
  });
});

describe('a process whose clock is ten minutes ahead', () => {
  it('is not ready, and says why', async () => {
    const ahead = path.join(await newFolder(), 'ahead.js');
    await writeFile(ahead, 'const { now } = Date; Date.now = () => now() + 600_000;');
    const { environment } = await newPlace('postgres');
    const { url } = await serveProgram({ environment, script: ['--require', ahead, MAIN] });
    const { status, text } = await request(url, { path: '/readyz' });
    expect([status, JSON.parse(text).reason]).toEqual([
      503,
      'The clock of this server is 600 seconds ahead of that of the database: set both by NTP.',
    ]);
  });
});
