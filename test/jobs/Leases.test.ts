import type { Database } from '../../src/database/Database';
import { Leases } from '../../src/jobs/Leases';
import { describeOnEachEngine, freshDatabase } from '../support/engines';
import { NOW } from '../support/world';

describeOnEachEngine('the lease of a job', (engine) => {
  let database: Database;
  let now = NOW;
  const clock = () => now;

  beforeEach(async () => {
    now = NOW;
    database = await freshDatabase(engine);
  });
  afterEach(() => database.close());

  it('is held by one process until it ends, and then by whichever takes it', async () => {
    const [one, other] = [new Leases(database, clock), new Leases(database, clock)];
    expect(await one.take(['sweep'])).toBe(10_000);
    now = NOW + 25_000;
    expect(await other.take(['sweep'])).toBe(5_000);
    expect([one.holds('sweep'), other.holds('sweep')]).toEqual([true, false]);
    now = NOW + 30_000;
    expect(one.holds('sweep')).toBe(false);
    expect([await other.take(['sweep']), await one.take(['sweep'])]).toEqual([10_000, 10_000]);
    expect([one.holds('sweep'), other.holds('sweep')]).toEqual([false, true]);
  });

  it('lasts longer once it is renewed, which is done when ten seconds of it are gone', async () => {
    const leases = new Leases(database, clock);
    await leases.take(['sweep']);
    const end = () => database.sql<{ until: number }>('SELECT "until" FROM "job_lease"', []);
    now = NOW + 9_999;
    await leases.take(['sweep']);
    expect(await end()).toEqual([{ until: NOW + 30_000 }]);
    now = NOW + 10_000;
    await leases.take(['sweep']);
    expect(await end()).toEqual([{ until: NOW + 40_000 }]);
    now = NOW + 39_999;
    expect(leases.holds('sweep')).toBe(true);
  });

  it('is free where it ends so far ahead that a clock must have been wrong', async () => {
    const [wrong, right] = [new Leases(database, clock), new Leases(database, clock)];
    now = NOW + 30_000;
    await wrong.take(['sweep']);
    now = NOW;
    await right.take(['sweep']);
    expect(right.holds('sweep')).toBe(false);
    now = NOW - 1;
    await right.take(['sweep']);
    expect(right.holds('sweep')).toBe(true);
  });

  it('goes to one of many who take it at the same instant', async () => {
    const all = Array.from({ length: 8 }, () => new Leases(database, clock));
    await Promise.all(all.map((leases) => leases.take(['sweep', 'courier'])));
    expect(all.filter((leases) => leases.holds('sweep'))).toHaveLength(1);
    expect(all.filter((leases) => leases.holds('courier'))).toHaveLength(1);
  });

  it('is free at once where it is given back', async () => {
    const [one, other] = [new Leases(database, clock), new Leases(database, clock)];
    await one.take(['sweep']);
    await other.take(['courier']);
    await one.giveBack();
    expect(one.holds('sweep')).toBe(false);
    await other.take(['sweep', 'courier']);
    expect([other.holds('sweep'), other.holds('courier')]).toEqual([true, true]);
  });
});
