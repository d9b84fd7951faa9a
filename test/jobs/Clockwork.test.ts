import type { Database } from '../../src/database/Database';
import { Clockwork } from '../../src/jobs/Clockwork';
import type { Job } from '../../src/jobs/Job';
import type { Storage } from '../../src/storage/Storage';
import { describeOnEachEngine, freshDatabase } from '../support/engines';
import { gate } from '../support/gate';
import { waitUntil } from '../support/waitUntil';
import { withLostAnswer } from '../support/withLostAnswer';
import { NOW } from '../support/world';

const HOUR_MS = 3_600_000;

/** A job that writes down who takes a turn, and when. */
function noting(turns: unknown[], turn: unknown, wishes: Partial<Job> = {}): Job {
  return { name: 'noting', everyMs: HOUR_MS, isForOne: true, run: async () => void turns.push(turn), ...wishes };
}

describeOnEachEngine('the clockwork', (engine) => {
  let database: Database;
  let now = NOW;
  let complaints: unknown[] = [];
  let clockworks: Clockwork[] = [];

  beforeEach(async () => {
    [now, complaints, clockworks] = [NOW, [], []];
    database = await freshDatabase(engine);
  });
  afterEach(async () => {
    for (const clockwork of clockworks) await clockwork.stop();
    await database.close();
  });

  function newClockwork(storage: Storage = database): Clockwork {
    const clockwork = new Clockwork(
      storage,
      () => now,
      (message, { job }) => complaints.push({ message, job }),
    );
    clockworks.push(clockwork);
    return clockwork;
  }

  it('runs a job for one in one process, and any other job in each', async () => {
    const turns: string[] = [];
    for (const name of ['one', 'other']) {
      newClockwork().start([
        noting(turns, `${name} for all`),
        noting(turns, `${name} for itself`, { name: 'own', isForOne: false }),
      ]);
      await waitUntil('the process has taken its turn', () => turns.includes(`${name} for itself`));
      await waitUntil('a process has taken the turn for all', () => turns.includes('one for all'));
    }
    for (const clockwork of clockworks) clockwork.wake('noting');
    await waitUntil('it was woken', () => turns.filter((turn) => turn === 'one for all').length === 2);
    expect(turns).not.toContain('other for all');
    expect(turns.filter((turn) => turn.endsWith('for itself'))).toHaveLength(2);
  });

  it('has another process go on where one stops', async () => {
    const turns: string[] = [];
    const [one, other] = [newClockwork(), newClockwork()];
    one.start([noting(turns, 'one')]);
    await waitUntil('one has the lease', () => turns.length === 1);
    await one.stop();
    other.start([noting(turns, 'other')]);
    await waitUntil('the other has it', () => turns.length === 2);
    expect(turns).toEqual(['one', 'other']);
  });

  it('has another process go on where one falls silent, as soon as its lease ends', async () => {
    const turns: string[] = [];
    const other = newClockwork();
    await database.write(({ sql }) =>
      sql('INSERT INTO "job_lease" ("name", "holder", "until") VALUES ($1, $2, $3)', ['noting', 'silent', NOW + 500]),
    );
    other.start([noting(turns, 'free', { name: 'free' }), noting(turns, 'noting')]);
    await waitUntil('it has looked at both leases', () => turns.includes('free'));
    expect(turns).toEqual(['free']);
    now = NOW + 500;
    await waitUntil('it has taken the other lease', () => turns.includes('noting'));
  });

  it('takes no turn in a process that was paused for longer than its lease', async () => {
    const turns: string[] = [];
    const [paused, other] = [newClockwork(), newClockwork()];
    paused.start([noting(turns, 'paused')]);
    await waitUntil('it has the lease', () => turns.length === 1);
    now = NOW + 30_000;
    other.start([noting(turns, 'other')]);
    await waitUntil('the other has it', () => turns.length === 2);
    paused.wake('noting');
    other.wake('noting');
    await waitUntil('it was woken', () => turns.length === 3);
    expect(turns).toEqual(['paused', 'other', 'other']);
  });

  it('never has a job overlap itself, and lets one that was woken meanwhile run once more', async () => {
    const { open, opened } = gate();
    let [running, most, count] = [0, 0, 0];
    const run = async (): Promise<void> => {
      [running, count] = [running + 1, count + 1];
      most = Math.max(most, running);
      await opened;
      running -= 1;
    };
    const clockwork = newClockwork();
    clockwork.start([{ name: 'slow', everyMs: HOUR_MS, isForOne: false, run }]);
    for (const _time of [1, 2, 3]) clockwork.wake('slow');
    expect(count).toBe(1);
    open();
    await waitUntil('it ran again', () => count === 2 && running === 0);
    expect([most, count]).toEqual([1, 2]);
  });

  it('reports a job that fails, and tries it again at its next turn', async () => {
    let count = 0;
    const run = async (): Promise<void> => {
      count += 1;
      if (count === 1) throw new Error('no');
    };
    newClockwork().start([{ name: 'failing', everyMs: 20, isForOne: true, run }]);
    await waitUntil('it was tried again', () => count === 3);
    expect(complaints).toEqual([{ message: 'a job failed', job: 'failing' }]);
  });

  it('lets what runs end before it stops, tells it to, and takes no turn afterwards', async () => {
    const { open, opened } = gate();
    const turns: string[] = [];
    const run = async (_now: number, stop: AbortSignal): Promise<void> => {
      turns.push(`begun, ${stop.aborted}`);
      await opened;
      turns.push(`ended, ${stop.aborted}`);
    };
    const clockwork = newClockwork();
    clockwork.start([{ name: 'slow', everyMs: 1, isForOne: true, run }]);
    await waitUntil('it has begun', () => turns.length === 1);
    const stopped = clockwork.stop().then(() => turns.push('stopped'));
    clockwork.wake('slow');
    const leases = () => database.write(({ sql }) => sql('SELECT "name" FROM "job_lease"', []));
    for (const _time of [1, 2, 3]) expect(await leases()).toEqual([{ name: 'slow' }]);
    open();
    await stopped;
    clockwork.wake('slow');
    expect(turns).toEqual(['begun, false', 'ended, true', 'stopped']);
    expect(await leases()).toEqual([]);
  });

  it('runs a job for one though the answer to the write that took its lease was lost', async () => {
    const turns: string[] = [];
    newClockwork(withLostAnswer(database)).start([noting(turns, 'turn')]);
    await waitUntil('it has taken its turn', () => turns.length === 1);
    expect(complaints).toEqual([{ message: 'the leases of jobs could not be taken', job: undefined }]);
  });

  it('complains where the database fails it, and goes on when that is over', async () => {
    const turns: string[] = [];
    const rename = (from: string, to: string) =>
      database.write(({ sql }) => sql(`ALTER TABLE "${from}" RENAME TO "${to}"`, []));
    await rename('job_lease', 'away');
    newClockwork().start([noting(turns, 'turn')]);
    await waitUntil('it has complained', () => complaints.length > 0);
    await rename('away', 'job_lease');
    await waitUntil('it has the lease', () => turns.length === 1);
    expect(complaints).toContainEqual({ message: 'the leases of jobs could not be taken', job: undefined });
  });
});
