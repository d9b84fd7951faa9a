import { Sweeper } from '../../src/storage/Sweeper';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld } from '../support/world';

const END_THROTTLE = 'DELETE FROM "throttle" WHERE "endsAt" <= $1';

describeOnEachEngine('sweeping', (engine) => {
  const world = sharedWorld(engine);
  const subjects = () => world().rows('SELECT "subject" FROM "throttle" ORDER BY "subject"');
  const add = (subject: string, endsAt: number) =>
    world().rows('INSERT INTO "throttle" ("subject", "count", "endsAt") VALUES ($1, 1, $2)', [subject, endsAt]);

  it('deletes what is over, once a minute', async () => {
    const complaints: string[] = [];
    const sweeper = new Sweeper(world().database, END_THROTTLE, (message) => complaints.push(message));
    await add('over', NOW);
    await add('open', NOW + 1);
    await sweeper.sweep(NOW, NOW);
    expect(await subjects()).toEqual([{ subject: 'open' }]);
    await sweeper.sweep(NOW + 59_999, NOW + 59_999);
    expect(await subjects()).toEqual([{ subject: 'open' }]);
    await sweeper.sweep(NOW + 60_000, NOW + 60_000);
    expect(await subjects()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('complains where it cannot, and nothing fails with it', async () => {
    const complaints: string[] = [];
    const sweeper = new Sweeper(world().database, 'DELETE FROM "nothing" WHERE "endsAt" <= $1', (message) =>
      complaints.push(message),
    );
    await sweeper.sweep(NOW, NOW);
    expect(complaints).toEqual(['rows that are over could not be deleted']);
  });
});
