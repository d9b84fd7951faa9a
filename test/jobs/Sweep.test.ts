import { insertSession } from '../../src/sessions/sessionRows';
import { describeOnEachEngine } from '../support/engines';
import { addPerson } from '../support/people';
import { inviteMember } from '../support/peopleMutations';
import { runJob } from '../support/runJob';
import { waitUntil } from '../support/waitUntil';
import { NOW, sharedWorld } from '../support/world';

const HOUR_MS = 3_600_000;

describeOnEachEngine('sweeping', (engine) => {
  const world = sharedWorld(engine);
  const addTry = (subject: string, endsAt: number) =>
    world().rows('INSERT INTO "throttle" ("subject", "count", "endsAt") VALUES ($1, 1, $2)', [subject, endsAt]);
  const tries = () => world().rows('SELECT "subject" FROM "throttle" ORDER BY "subject"');

  it('deletes counted tries when they no longer count', async () => {
    await addTry('over', NOW);
    await addTry('open', NOW + 1);
    await runJob(world(), 'sweep-tries');
    expect(await tries()).toEqual([{ subject: 'open' }]);
    world().now = NOW + 1;
    await runJob(world(), 'sweep-tries');
    expect(await tries()).toEqual([]);
  });

  it('deletes sessions when they have lasted twelve hours', async () => {
    const { userId, memberId } = await addPerson(world(), await world().organization());
    for (const createdAt of [NOW, NOW + 1]) {
      await world().database.write(({ sql }) => insertSession(sql, { userId, membershipId: memberId, createdAt }));
    }
    const begun = () => world().rows('SELECT "createdAt" FROM "session" WHERE "userId" = $1', [userId]);
    world().now = NOW + 12 * HOUR_MS - 1;
    await runJob(world(), 'sweep-sessions');
    expect(await begun()).toHaveLength(2);
    world().now = NOW + 12 * HOUR_MS;
    await runJob(world(), 'sweep-sessions');
    expect(await begun()).toEqual([{ createdAt: NOW + 1 }]);
  });

  it('deletes invitations when they have expired', async () => {
    const acme = await world().organization();
    await inviteMember(world().as(acme.key), 'grace@example.com');
    const invited = () => world().rows('SELECT "email" FROM "invitation" WHERE "organizationId" = $1', [acme.id]);
    world().now = NOW + 7 * 24 * HOUR_MS - 1;
    await runJob(world(), 'sweep-invitations');
    expect(await invited()).toEqual([{ email: 'grace@example.com' }]);
    world().now = NOW + 7 * 24 * HOUR_MS;
    await runJob(world(), 'sweep-invitations');
    expect(await invited()).toEqual([]);
  });

  it('is done by a server without being asked', async () => {
    await addTry('over before it starts', NOW);
    await world().app.clockwork.stop();
    const second = await world().secondServer();
    await waitUntil('the second server has swept', async () => (await tries()).length === 0);
    await second.close();
  });
});
