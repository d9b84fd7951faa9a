import bcrypt from 'bcrypt';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, forgetFailures, PASSWORD, PASSWORD_HASH } from '../support/people';
import { SIGN_IN_REFUSED, SIGNED_IN, signIn } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { sharedWorld } from '../support/world';

describeOnEachEngine('a digest that somebody wrote into the database', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => forgetFailures(world()));
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['costs a quarter of an hour', PASSWORD_HASH.replace('$04$', '$24$')],
    ['costs twice what passwords do', PASSWORD_HASH.replace('$04$', '$13$')],
    ['has no cost', PASSWORD_HASH.replace('$04$', '$')],
    ['is of another kind', `$argon2id$v=19$m=9999999${PASSWORD_HASH.slice(0, 30)}`],
    ['is nothing', ''],
  ])(
    'is compared with nothing where it %s: the answer takes its usual time, and the log names the person once',
    async (_what, passwordHash) => {
      const acme = await world().organization();
      const [ada, bob] = [await addPerson(world(), acme, { passwordHash }), await addPerson(world(), acme)];
      world().logLines.length = 0;
      const compare = jest.spyOn(bcrypt, 'compare');
      for (const _try of [1, 2])
        expect((await signIn(new Visitor(world()), ada.email, PASSWORD)).body).toEqual(SIGN_IN_REFUSED);
      expect((await signIn(new Visitor(world()), bob.email)).body).toEqual(SIGNED_IN);
      const compared = compare.mock.calls.map(([, digest]) => String(digest));
      expect(compared.map((digest) => digest.slice(0, 7))).toEqual(['$2b$04$', '$2b$04$', '$2b$04$']);
      expect(compared).not.toContain(passwordHash);
      const told = world()
        .logLines.map((line) => JSON.parse(line))
        .filter(({ level }) => level >= 50);
      expect(told).toMatchObject([
        { msg: 'a digest of a password is malformed or too costly: reset the password', user: ada.userId },
      ]);
    },
  );
});
