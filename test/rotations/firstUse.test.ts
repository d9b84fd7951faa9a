import { DAY_MS } from '../../src/clock';
import { KeyUse } from '../../src/keys/KeyUse';
import { openDatabase } from '../../src/running/openDatabase';
import type { Storage } from '../../src/storage/Storage';
import { CuttableProxy } from '../support/CuttableProxy';
import { describeOnEachEngine } from '../support/engines';
import { holdKey } from '../support/holdKey';
import { endAfter } from '../support/leftOpen';
import { postForm, tokenOf, withToken } from '../support/oauth';
import { cancelRotation, rotateApiKey, secretsOf, statesOf, statusesOf, use } from '../support/rotations';
import { basic, NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const ORIGIN = { address: '192.0.2.1', requestId: 'r1' };
const VIEWER = '{ viewer { name } }';

describeOnEachEngine('the first use of a pending secret', (engine) => {
  const world = sharedWorld(engine);

  /** A key with a pending secret. Shape: `of` is how the writer of another process knows it. */
  const withPending = async (input: object = {}) => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const { key: next } = await rotateApiKey(world().as(acme.key), key, input);
    const of = { id: key.id, lastUsedAt: null, secretNumber: 1, otherState: 'PENDING' } as const;
    return { acme, key, next, of };
  };

  /** The use of keys as another process writes it down, with the losses that it reports. */
  const otherProcess = (storage: Storage) => {
    const losses: string[] = [];
    const { changes } = world().app.services;
    return { keyUse: new KeyUse(storage, changes, (message) => void losses.push(message)), losses };
  };

  const eventsOf = (acme: { id: string }) =>
    world().rows(
      `SELECT "type", "at", "actorKind", "actorName", "targetId", "changes", "address" FROM "audit_event"
       WHERE "organizationId" = $1 AND "actorKind" = 'SYSTEM' ORDER BY "id"`,
      [acme.id],
    );

  it('completes the rotation in the background, dated by the use, as an event of the system', async () => {
    const { acme, key, next } = await withPending({ graceSeconds: 3600 });
    world().now = NOW + 5_000;
    await world().as(next).run(VIEWER);
    world().now = NOW + 9_000;
    await world().app.services.keyUse.flush();
    expect(await secretsOf(world(), acme.key, key, 'firstUsedAt')).toEqual(['2026-11-23T12:00:05.000Z', null]);
    expect((await secretsOf(world(), acme.key, key, 'worksUntil')).at(-1)).toBe('2026-11-23T13:00:05.000Z');
    const changes = [
      { after: '2', before: '1', field: 'secretNumber' },
      { after: '2026-11-23T13:00:05.000Z', before: null, field: 'retiringUntil' },
    ];
    expect(await eventsOf(acme)).toEqual([
      {
        type: 'api_key.rotation_completed',
        at: NOW + 5_000,
        actorKind: 'SYSTEM',
        actorName: 'Latchkey',
        targetId: key.id,
        changes: JSON.stringify(changes),
        address: '127.0.0.1',
      },
    ]);
    const { body } = await world().as(acme.key).run(`{ apiKey(id: "${key.id}") { version } }`);
    expect(body.data.apiKey.version).toBe(2); // Use counts as no change.
  });

  it('is answered while nobody can write', async () => {
    const { acme, key, next } = await withPending();
    const letGo = await holdKey(world(), key);
    expect(await statusesOf(world(), next, next)).toEqual([200, 200]);
    await letGo();
    await world().app.services.keyUse.flush();
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
  });

  it.each([
    [
      'GET /verify',
      (next: TestKey) => world().request({ path: '/verify', headers: { authorization: basic(next.value) } }),
    ],
    ['an exchange for a token', (next: TestKey) => tokenOf(world().url, next)],
    [
      'an introspection, as a gateway asks about its clients',
      (next: TestKey, acme: TestOrganization) =>
        postForm(world().url, '/oauth/introspect', acme.key, { token: next.value }),
    ],
  ])('is %s, too', async (_what, useIt) => {
    const { acme, key, next } = await withPending();
    await useIt(next, acme);
    await world().app.services.keyUse.flush();
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
  });

  it('leaves the tokens of either secret with the secret that they were made with', async () => {
    const { acme, key, next } = await withPending({ graceSeconds: 60 });
    const tokens = [await tokenOf(world().url, key), await tokenOf(world().url, next)];
    const statuses = () =>
      Promise.all(tokens.map(async (token) => (await withToken(world().url, token).run(VIEWER)).status));
    await use(world(), next);
    expect(await statuses()).toEqual([200, 200]);
    world().now += 60_000;
    expect(await statuses()).toEqual([401, 200]);
    await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW', graceSeconds: 0 });
    expect(await statuses()).toEqual([401, 401]);
  });

  it('with no grace ends the earlier secret, as a second event', async () => {
    const { acme, key, next } = await withPending({ graceSeconds: 0 });
    expect(await statusesOf(world(), key)).toEqual([200]);
    await use(world(), next);
    expect(await statusesOf(world(), key, next)).toEqual([401, 200]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRED']);
    const types = (await eventsOf(acme)).map((row) => (row as { type: string }).type);
    expect(types.sort()).toEqual(['api_key.rotation_completed', 'api_key.rotation_finished']);
  });

  it('that is written down after the secret was cancelled revives nothing', async () => {
    const { acme, key, next, of } = await withPending();
    const late = otherProcess(world().database);
    late.keyUse.used(of, { number: 2, state: 'PENDING' }, ORIGIN, NOW);
    await cancelRotation(world().as(acme.key), key);
    await rotateApiKey(world().as(acme.key), key);
    await late.keyUse.flush();
    expect(await statusesOf(world(), key, next)).toEqual([200, 401]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['3 PENDING', '2 CANCELLED', '1 CURRENT']);
    expect(late.losses).toEqual([]);
  });

  it.each(['deletedAt', 'disabledAt'])('that is written down once %s is set completes nothing', async (column) => {
    const { acme, key, of } = await withPending();
    const late = otherProcess(world().database);
    late.keyUse.used(of, { number: 2, state: 'PENDING' }, ORIGIN, NOW);
    await world().rows(`UPDATE "api_key" SET "${column}" = 7 WHERE "id" = $1`, [key.id]);
    await late.keyUse.flush();
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
    expect(await eventsOf(acme)).toEqual([]);
  });

  it('is dated with the completion, in the same transaction', async () => {
    const { acme, key, of } = await withPending();
    const { keyUse } = otherProcess(world().database);
    keyUse.used(of, { number: 2, state: 'PENDING' }, ORIGIN, NOW + 1_000);
    await keyUse.settle(key.id);
    expect(await secretsOf(world(), acme.key, key, 'firstUsedAt')).toEqual(['2026-11-23T12:00:01.000Z', null]);
  });

  it('counts again once the key that was disabled meanwhile is back, however soon that is', async () => {
    const { acme, key, of } = await withPending();
    const set = (at: number | null) =>
      world().rows('UPDATE "api_key" SET "disabledAt" = $1 WHERE "id" = $2', [at, key.id]);
    const noted = otherProcess(world().database);
    noted.keyUse.used(of, { number: 2, state: 'PENDING' }, ORIGIN, NOW);
    await set(7);
    await noted.keyUse.flush();
    await set(null);
    noted.keyUse.used(of, { number: 2, state: 'PENDING' }, ORIGIN, NOW + 1);
    await noted.keyUse.flush();
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
  });

  it('that several processes write down is one, with the earliest use', async () => {
    const { acme, key, of } = await withPending();
    const processes = [otherProcess(world().database), otherProcess(world().database)];
    processes.forEach(({ keyUse }, index) => {
      keyUse.used(of, { number: 2, state: 'PENDING' }, ORIGIN, NOW + 2_000 - index * 1_000);
    });
    await Promise.all(processes.map(({ keyUse }) => keyUse.flush()));
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
    expect(await secretsOf(world(), acme.key, key, 'firstUsedAt')).toEqual(['2026-11-23T12:00:01.000Z', null]);
    expect(await eventsOf(acme)).toHaveLength(1);
  });

  it('and the last use are kept for each secret, during a rotation and after it', async () => {
    const { acme, key, next } = await withPending();
    await use(world(), key);
    world().now = NOW + 10_000;
    await use(world(), next);
    world().now = NOW + 75_000;
    await use(world(), key);
    await use(world(), next);
    world().now = NOW + 2 * DAY_MS;
    await use(world(), next);
    expect(await secretsOf(world(), acme.key, key, 'firstUsedAt')).toEqual([
      '2026-11-23T12:00:10.000Z',
      '2026-11-23T12:00:00.000Z',
    ]);
    expect(await secretsOf(world(), acme.key, key, 'lastUsedAt')).toEqual([
      '2026-11-25T12:00:00.000Z',
      '2026-11-23T12:01:15.000Z',
    ]);
  });

  it('of a secret that was current at once is known at once, however lately the key was used', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await use(world(), key);
    world().now = NOW + 1_000;
    const { key: next } = await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW', graceSeconds: 0 });
    await use(world(), next);
    expect(await secretsOf(world(), acme.key, key, 'firstUsedAt')).toEqual([
      '2026-11-23T12:00:01.000Z',
      '2026-11-23T12:00:00.000Z',
    ]);
  });

  if (engine !== 'postgres') return;

  it('is written down when an outage is over', async () => {
    const { acme, key, of } = await withPending();
    const { database } = world().config;
    const { proxy, viaProxy } = await CuttableProxy.to(database.engine === 'postgres' ? database.url : '');
    endAfter('test', () => proxy.cut());
    const far = await openDatabase({ engine: 'postgres', url: viaProxy });
    endAfter('test', () => far.close());
    const { keyUse, losses } = otherProcess(far);
    keyUse.used(of, { number: 2, state: 'PENDING' }, ORIGIN, NOW);
    await proxy.cut();
    await keyUse.flush();
    expect(losses).toEqual([
      'the use of keys could not be written down',
      'the rotation of keys could not be completed yet',
    ]);
    await proxy.mend();
    await keyUse.flush();
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
  });
});
