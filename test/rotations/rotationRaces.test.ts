import { deleteApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import {
  cancelRotation,
  faultsOf,
  finishRotation,
  type Rotated,
  rotateApiKey,
  statesOf,
  statusesOf,
} from '../support/rotations';
import { sharedWorld, type TestKey, type World } from '../support/world';

const ROTATE_SELF = 'workspace.api_key:rotate_self';
const COUNT = 20;

describeOnEachEngine('rotations at once', (engine) => {
  const world = sharedWorld(engine);
  let second: World;
  beforeAll(async () => {
    second = await world().secondServer();
  });

  const withKey = async (wishes: object = {}) => {
    const acme = await world().organization();
    return { acme, key: await world().key(acme, wishes) };
  };

  /** Rotates a key as often as that at once, by two servers in turn. */
  function rotateAtOnce(caller: TestKey, key: TestKey, input: object): Promise<Rotated[]> {
    const servers = Array.from({ length: COUNT }, (_each, index) => (index % 2 === 0 ? world() : second));
    return Promise.all(servers.map((server) => rotateApiKey(server.as(caller), key, input)));
  }

  /** How often each outcome came. Shape: `{ "": 1, "CONFLICT input.id": 19 }`. */
  function countOf(rotated: readonly Rotated[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { payload } of rotated) {
      const said = faultsOf(payload).join();
      counts[said] = (counts[said] ?? 0) + 1;
    }
    return counts;
  }

  it.each([
    ['in the order in which they came', {}],
    ['with no grace', { startsAt: 'NOW', graceSeconds: 0 }],
  ])('leave one new secret, and who was overtaken is told so: %s', async (_what, input) => {
    const { acme, key } = await withKey();
    const rotated = await rotateAtOnce(acme.key, key, input);
    const { '': doneCount = 0, 'CONFLICT input.id': overtakenCount = 0 } = countOf(rotated);
    expect(doneCount + overtakenCount).toBe(COUNT);
    const made = rotated.filter(({ payload }) => payload.secret).map((each) => each.key);
    const statuses = await statusesOf(world(), ...made);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await statesOf(world(), acme.key, key)).toHaveLength(doneCount + 1);
  });

  it('of which none knows of another: one succeeds, and no secret that was shown is lost', async () => {
    const { acme, key } = await withKey();
    const operator = world().operator(acme);
    const rotate = () => world().app.services.rotations.rotateApiKey(operator, { id: key.id });
    const rotated = await Promise.all(Array.from({ length: COUNT }, rotate));
    const codes = rotated.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
    expect(codes).toEqual(Array(COUNT - 1).fill('CONFLICT'));
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
  });

  it.each([
    ['that start now: one does', { startsAt: 'NOW' }, 'CONFLICT input.id'],
    ['that assume a version: one finds it', { version: 1 }, 'CONFLICT input.version'],
  ])('%s', async (_what, input, code) => {
    const { acme, key } = await withKey();
    const rotated = await rotateAtOnce(acme.key, key, input);
    expect(countOf(rotated)).toEqual({ '': 1, [code]: COUNT - 1 });
    expect(await statesOf(world(), acme.key, key)).toHaveLength(2);
  });

  it('by the key itself: one makes the secrets of the others retire, and they are told so', async () => {
    const { acme, key } = await withKey({ scopes: [ROTATE_SELF] });
    const rotated = await rotateAtOnce(key, key, { startsAt: 'NOW' });
    expect(countOf(rotated)).toEqual({ '': 1, 'NOT_ACTIVE input.id': COUNT - 1 });
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
  });

  it('beside a deletion end in one outcome, and revive nothing', async () => {
    const { acme, key } = await withKey();
    const [rotated] = await Promise.all([rotateAtOnce(acme.key, key, {}), deleteApiKey(second.as(acme.key), key.id)]);
    const counts = countOf(rotated);
    const { '': doneCount = 0, 'NOT_FOUND input.id': goneCount = 0, 'CONFLICT input.id': overtakenCount = 0 } = counts;
    expect(doneCount + goneCount + overtakenCount).toBe(COUNT);
    const made = rotated.filter(({ payload }) => payload.secret).map((each) => each.key);
    expect(new Set(await statusesOf(world(), key, ...made))).toEqual(new Set([401]));
  });

  it('beside the first use, a cancellation and an end leave one of the outcomes that each alone could have', async () => {
    const { acme, key } = await withKey();
    const { key: next } = await rotateApiKey(world().as(acme.key), key);
    const [cancelled, finished, used] = await Promise.all([
      cancelRotation(world().as(acme.key), key, { version: 2 }),
      finishRotation(second.as(acme.key), key, { version: 2 }),
      second.as(next).run('{ viewer { name } }'),
    ]);
    await second.app.services.keyUse.flush();
    const states = await statesOf(world(), acme.key, key);
    const ways = ['2 CANCELLED,1 CURRENT', '2 CURRENT,1 RETIRED', '2 CURRENT,1 RETIRING'];
    expect(ways).toContain(states.join());
    expect([cancelled, finished].filter((each) => each.length === 0).length).toBeLessThanOrEqual(1);
    expect([200, 401]).toContain(used.status);
  });
});
