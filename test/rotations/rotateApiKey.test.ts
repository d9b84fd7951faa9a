import { describeOnEachEngine } from '../support/engines';
import { finishRotation, rotate, statesOf, statusesOf, use } from '../support/rotations';
import { NOW, sharedWorld } from '../support/world';

const HOUR_MS = 3_600_000;

describeOnEachEngine('rotateApiKey', (engine) => {
  const world = sharedWorld(engine);

  it('gives a key another secret, pending until it is used', async () => {
    const acme = await world().organization();
    const old = await world().key(acme);
    const { key, payload } = await rotate(world().as(acme.key), old);
    expect(payload).toEqual({
      apiKey: { id: old.id },
      secret: {
        value: `${old.user}:${key.pass}`,
        user: old.user,
        pass: expect.stringMatching(/^lks_/),
        number: 2,
        expiresAt: '2027-02-21T12:00:00.000Z',
      },
      userErrors: [],
    });
    expect(await statesOf(world(), acme.key, old)).toEqual(['2 PENDING', '1 CURRENT']);
    expect(await statusesOf(world(), old, key)).toEqual([200, 200]);
    await use(world(), key);
    expect(await statesOf(world(), acme.key, old)).toEqual(['2 CURRENT', '1 RETIRING']);
    world().now = NOW + 24 * HOUR_MS - 1;
    expect(await statusesOf(world(), old, key)).toEqual([200, 200]);
    world().now += 1;
    expect(await statusesOf(world(), old, key)).toEqual([401, 200]);
    expect(await statesOf(world(), acme.key, old)).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  it('with NOW and no grace ends every earlier secret at once', async () => {
    const acme = await world().organization();
    const one = await world().key(acme);
    const two = (await rotate(world().as(acme.key), one)).key;
    const three = (await rotate(world().as(acme.key), one, { startsAt: 'NOW', graceSeconds: 0 })).key;
    expect(await statusesOf(world(), one, two, three)).toEqual([401, 401, 200]);
    expect(await statesOf(world(), acme.key, one)).toEqual(['3 CURRENT', '2 CANCELLED', '1 RETIRED']);
    expect(await finishRotation(world().as(acme.key), one)).toEqual(['NOT_ACTIVE input.id']);
  });
});
