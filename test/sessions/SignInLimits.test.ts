import { describeOnEachEngine } from '../support/engines';
import { addPerson, forgetFailures } from '../support/people';
import { SIGNED_IN, signIn, tooManyTries } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld } from '../support/world';

const MINUTE_MS = 60_000;

describeOnEachEngine('failures to sign in', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => forgetFailures(world()));

  it('are forgotten once the password of the account was right', async () => {
    const ada = await addPerson(world(), await world().organization());
    const visitor = new Visitor(world());
    for (const _try of [1, 2, 3, 4]) await signIn(visitor, ada.email, 'wrong');
    expect((await signIn(visitor, ada.email)).body).toEqual(SIGNED_IN);
    await signIn(visitor, ada.email, 'wrong');
    expect((await signIn(visitor, ada.email)).body).toEqual(SIGNED_IN);
  });

  it('lock a sign-in out for fifteen minutes from the first of them, where they are too many', async () => {
    const ada = await addPerson(world(), await world().organization());
    const visitor = new Visitor(world());
    for (const _try of [1, 2, 3, 4, 5]) await signIn(visitor, ada.email, 'wrong');
    world().now = NOW + 15 * MINUTE_MS - 1;
    const refused = await signIn(visitor, ada.email);
    expect([refused.status, refused.headers['retry-after'], refused.body]).toMatchObject([
      429,
      '1',
      tooManyTries('signIn', 1),
    ]);
    world().now = NOW + 15 * MINUTE_MS;
    expect((await signIn(visitor, ada.email)).body.data.signIn.userErrors).toEqual([]);
  });

  it('are counted together at all servers on one database', async () => {
    const ada = await addPerson(world(), await world().organization());
    const second = await world().secondServer();
    const [here, there] = [new Visitor(world()), new Visitor(second)];
    for (const visitor of [here, there, here, there, here]) await signIn(visitor, ada.email, 'wrong');
    expect((await signIn(here, ada.email)).status).toBe(429);
    expect((await signIn(there, ada.email)).status).toBe(429);
  });
});
