import bcrypt from 'bcrypt';
import { DAY_MS } from '../../src/clock';
import { networkOf } from '../../src/limits/networkOf';
import { SignInLimits } from '../../src/sessions/SignInLimits';
import type { Transaction } from '../../src/storage/Storage';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import {
  addMembership,
  addPerson,
  addUser,
  forgetFailures,
  PASSWORD,
  signedIn,
  type TestMember,
} from '../support/people';
import {
  ACCEPTED,
  acceptInvitation,
  changePassword,
  invitationToken,
  SIGN_IN_REFUSED,
  SIGNED_IN,
  signIn,
  tooManyTries,
} from '../support/peopleMutations';
import { type Bytes, postBytes } from '../support/postBytes';
import { runInProcess } from '../support/runInProcess';
import { runJob } from '../support/runJob';
import { Visitor } from '../support/Visitor';
import { waitUntil } from '../support/waitUntil';
import { NOW, SECRET, sharedWorld, type World } from '../support/world';

const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) { expiresAt userErrors { code message path } }
}`;
const ONE_PASSWORD = {
  errors: [{ message: 'One request may check one password.', extensions: { code: 'BAD_USER_INPUT', path: [] } }],
};

/** Signs in with headers of the caller's choice. */
function signInWith(world: World, email: string, password: string, headers: Record<string, string>) {
  return new Visitor(world).run(SIGN_IN, { input: { email, password } }, headers);
}

/** The limits of a server, to count tries without making them. */
function limitsOf(world: World): SignInLimits {
  return new SignInLimits(world.database, () => world.now, SECRET);
}

/** Has an account fail so many times in a row, from networks that it never signed in from. */
async function failInARow(world: World, account: string, count: number): Promise<void> {
  const limits = limitsOf(world);
  for (let tries = 0; tries < count; tries += 1) {
    await limits.count({ account, network: `198.51.100.${Math.floor(tries / 5)}` }, false);
  }
}

/** Holds every comparison until it is let go. Shape: the passwords in the order in which they are compared. */
function holdCompares(): { readonly passwords: readonly string[]; letGo: () => void } {
  const passwords: string[] = [];
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const { compare } = bcrypt;
  jest.spyOn(bcrypt, 'compare').mockImplementation(async (password, digest) => {
    passwords.push(String(password));
    await held;
    return compare(password, digest);
  });
  return { passwords, letGo };
}

/** Counts the tries that were looked at: each then waits for its turn. All statements run. */
function countLooks({ database }: World): { readonly count: number } {
  const looks = { count: 0 };
  const sql = database.sql.bind(database);
  jest.spyOn(database, 'sql').mockImplementation(async (text, ...rest) => {
    const rows = await sql(text, ...rest);
    if (text.startsWith('SELECT "subject", "count", "endsAt"')) looks.count += 1;
    return [...rows] as never; // As many types as statements: nothing is looked at here.
  });
  return looks;
}

/** What counts a try, or tells of it. */
const OF_TRIES = /INSERT INTO "(?:throttle|audit_event)"/;

/** Counts the transactions of tries: jobs in the background have theirs meanwhile. All run. */
function countWrites({ database }: World): { readonly count: number; readonly end: () => void } {
  const writes = { count: 0, end: () => spy.mockRestore() };
  const write = database.write.bind(database);
  const spy = jest.spyOn(database, 'write').mockImplementation((work, isolation) => {
    let isOfTry = false;
    const watched = (transaction: Transaction) =>
      work({
        ...transaction,
        sql: (text, ...rest) => {
          if (OF_TRIES.test(text) && !isOfTry) writes.count += 1;
          isOfTry ||= OF_TRIES.test(text);
          return transaction.sql(text, ...rest);
        },
      });
    return write(watched, isolation);
  });
  return writes;
}

describeOnEachEngine('who guesses passwords', (engine) => {
  const world = sharedWorld(engine);
  const behindProxy = sharedWorld(engine, { TRUST_PROXY: '127.0.0.1' });
  beforeEach(async () => {
    await forgetFailures(world());
    await forgetFailures(behindProxy());
  });
  afterEach(() => jest.restoreAllMocks());

  it('T94: is refused after five failures even with the right password, and others are not', async () => {
    const acme = await behindProxy().organization();
    const [ada, bob] = [await addPerson(behindProxy(), acme), await addPerson(behindProxy(), acme, { name: 'Bob' })];
    const [here, there] = [{ 'x-forwarded-for': '203.0.113.7' }, { 'x-forwarded-for': '203.0.113.8' }];
    for (const _try of [1, 2, 3, 4, 5]) {
      const answer = await signInWith(behindProxy(), ada.email, 'wrong', here);
      expect([answer.status, answer.body]).toEqual([200, SIGN_IN_REFUSED]);
    }
    const sixth = await signInWith(behindProxy(), ada.email, PASSWORD, here);
    expect([sixth.status, sixth.headers['retry-after'], sixth.body]).toMatchObject([
      429,
      '900',
      tooManyTries('signIn', 900),
    ]);
    expect(sixth.headers['set-cookie']).toBeUndefined();
    expect((await signInWith(behindProxy(), ada.email.toUpperCase(), PASSWORD, here)).status).toBe(429);
    expect((await signInWith(behindProxy(), bob.email, PASSWORD, here)).body).toEqual(SIGNED_IN);
    expect((await signInWith(behindProxy(), ada.email, PASSWORD, there)).body).toEqual(SIGNED_IN);
    expect((await signInWith(behindProxy(), ada.email, PASSWORD, here)).status).toBe(429);
  });

  it('T94: does not get more tries by making them at once', async () => {
    const ada = await addPerson(world(), await world().organization());
    const tries = Array.from({ length: 12 }, () => signIn(new Visitor(world()), ada.email, 'wrong'));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429, 429, 429, 429, 429]);
  });

  it('T94: is not let on by a session of the same person', async () => {
    const ada = await addPerson(world(), await world().organization());
    const limits = limitsOf(world());
    for (const _try of [1, 2, 3, 4, 5]) await limits.count({ account: ada.email, network: '127.0.0.1' }, false);
    const browser = await signedIn(world(), ada);
    expect((await signIn(browser, ada.email)).status).toBe(429);
    expect((await changePassword(browser, 'a new password')).status).toBe(429);
  });

  it('T96: is one client, whatever the request says of others that it came through', async () => {
    const acme = await world().organization();
    const people: TestMember[] = [];
    for (let index = 0; index < 30; index += 1) people.push(await addPerson(world(), acme));
    const tryAll = (from: number, to: number) =>
      Promise.all(
        people.slice(from, to).map(({ email }, index) => {
          const address = `203.0.113.${from + index}`;
          return signInWith(world(), email, 'wrong', {
            'x-forwarded-for': address,
            forwarded: `for=${address}`,
            'x-real-ip': address,
            'x-client-ip': address,
            'true-client-ip': address,
            'cf-connecting-ip': address,
          });
        }),
      );
    const answers = await tryAll(0, 20);
    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => SIGN_IN_REFUSED));
    const late = await tryAll(20, 30);
    expect(late.map(({ status }) => status)).toEqual(late.map(() => 429));
    const [refused] = late;
    expect([refused?.headers['retry-after'], refused?.body]).toMatchObject(['60', tooManyTries('signIn', 60)]);
    const rows = await world().rows(
      `SELECT DISTINCT "address" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'session.started'`,
      [acme.id],
    );
    expect(rows).toEqual([{ address: '127.0.0.1' }]);
    world().now = NOW + 60_000;
    const [ada] = people as [TestMember];
    expect((await signIn(new Visitor(world()), ada.email)).status).toBe(200);
  });

  it.each([
    [
      'IPv4, each by itself',
      '203.0.113.7',
      ['203.0.113.7', '::ffff:203.0.113.7'],
      ['203.0.113.8', '::ffff:203.0.113.8'],
    ],
    [
      'IPv6, by the first 64 bits',
      '2001:db8:1:2::1',
      ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:DB8:0001:2::2', '2001:db8:1:2:0:0:0:0'],
      ['2001:db8:1:3::1', '2001:db8:0:2::1', '2001:db8::1'],
    ],
    ['IPv6 with a gap in front', '::1', ['::2', '0:0:0:0:1::', '0::5'], ['1::', '0:0:0:1::1']],
  ])('T96: is known by the address that a trusted proxy tells: %s', async (_what, first, same, others) => {
    const limits = limitsOf(behindProxy());
    for (let index = 0; index < 20; index += 1)
      await limits.count({ account: `guest-${index}@example.com`, network: networkOf(first) }, false);
    const statusFrom = async (address: string) =>
      (await signInWith(behindProxy(), 'nobody@example.com', 'wrong', { 'x-forwarded-for': address })).status;
    for (const address of [first, ...same]) expect([address, await statusFrom(address)]).toEqual([address, 429]);
    for (const address of others) expect([address, await statusFrom(address)]).toEqual([address, 200]);
  });

  it('T20: learns nothing from the answer: not who is there, nor who is a member', async () => {
    const acme = await world().organization();
    const disabled = await world().organization('Globex');
    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, disabled.id]);
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), disabled)];
    const ask = (email: string, password: string): Promise<Bytes> =>
      postBytes(world(), null, SIGN_IN, { input: { email, password } });
    const unknown = await ask('nobody@example.com', PASSWORD);
    expect([unknown.status, JSON.parse(unknown.text)]).toEqual([200, SIGN_IN_REFUSED]);
    expect(await ask(ada.email, 'wrong')).toEqual(unknown);
    expect(await ask(ada.email, '')).toEqual(unknown);
    expect(await ask(ada.email, 'x'.repeat(1_000))).toEqual(unknown);
    expect(await ask(bob.email, PASSWORD)).toEqual(unknown);
    expect(await ask('no address', PASSWORD)).toEqual(unknown);
    expect(await ask('', '')).toEqual(unknown);
    expect(await ask(`${'a'.repeat(5_000)}@example.com`, PASSWORD)).toEqual(unknown);
  });

  it('T20: learns nothing from the right password of somebody who is a member nowhere: it counts like a wrong one', async () => {
    const disabled = await world().organization();
    const ada = await addPerson(world(), disabled);
    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, disabled.id]);
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) statuses.push((await signIn(new Visitor(world()), ada.email)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('forgets the failures of whoever joins an organization by the right password in the end', async () => {
    const acme = await world().organization();
    const ada = await addUser(world());
    const token = await invitationToken(world().as(acme.key), ada.email);
    const accept = (password: string) => acceptInvitation(new Visitor(world()), { token, password });
    for (const _try of [1, 2, 3, 4]) await accept('wrong');
    expect((await accept(PASSWORD)).body).toEqual(ACCEPTED);
    expect((await signIn(new Visitor(world()), ada.email)).body).toEqual(SIGNED_IN);
  });

  it('leaves no more than what counts: no try that was refused at sight, and nothing that is over', async () => {
    const ada = await addPerson(world(), await world().organization());
    const counts = () =>
      world().rows('SELECT "count" FROM "throttle" WHERE "endsAt" < $1 ORDER BY "count"', [NOW + DAY_MS]);
    for (let tries = 0; tries < 8; tries += 1) await signIn(new Visitor(world()), ada.email, 'wrong');
    expect(await counts()).toEqual([{ count: 5 }, { count: 5 }]);
    world().now = NOW + 59_999;
    await signIn(new Visitor(world()), 'nobody@example.com', 'wrong');
    world().now = NOW + 16 * 60_000;
    await runJob(world(), 'sweep-tries');
    expect(await counts()).toEqual([]);
    expect(await world().rows('SELECT "count" FROM "throttle" ORDER BY "count"')).toEqual([{ count: 0 }, { count: 1 }]);
    expect(await world().rows('SELECT "failedSignInCount" FROM "user" WHERE "id" = $1', [ada.userId])).toEqual([
      { failedSignInCount: 5 },
    ]);
  });

  it('T95: keeps nobody waiting at home: one try at most comes before, of forty-eight from everywhere', async () => {
    const ada = await addPerson(behindProxy(), await behindProxy().organization());
    const from = (address: string, password: string) =>
      signInWith(behindProxy(), ada.email, password, { 'x-forwarded-for': address });
    expect((await from('203.0.113.200', PASSWORD)).body).toEqual(SIGNED_IN);
    const hold = holdCompares();
    const looks = countLooks(behindProxy());
    const crowd = Array.from({ length: 48 }, (_each, index) => from(`203.0.113.${index}`, 'wrong'));
    await waitUntil('the crowd has come', () => looks.count === 48);
    const own = from('203.0.113.200', PASSWORD);
    await waitUntil('the owner has come', () => looks.count === 49);
    hold.letGo();
    expect((await own).body).toEqual(SIGNED_IN);
    expect(hold.passwords.indexOf(PASSWORD)).toBe(1);
    const statuses = (await Promise.all(crowd)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([...Array(11).fill(200), ...Array(37).fill(429)]);
  });

  it('T95: is slowed after a hundred failures in a row from everywhere, told of, and locks nobody out at home', async () => {
    const [acme, globex] = [await behindProxy().organization(), await behindProxy().organization()];
    const ada = await addPerson(behindProxy(), acme);
    await addMembership(behindProxy(), ada, globex);
    const from = (address: string, password = PASSWORD) =>
      signInWith(behindProxy(), ada.email, password, { 'x-forwarded-for': address });
    expect((await from('203.0.113.200')).body).toEqual(SIGNED_IN);
    await behindProxy().rows('UPDATE "user" SET "failedSignInCount" = 99 WHERE "id" = $1', [ada.userId]);
    behindProxy().logLines.length = 0;
    for (const address of ['203.0.113.1', '203.0.113.2']) {
      expect((await from(address, 'wrong')).body).toEqual(SIGN_IN_REFUSED);
    }
    const slowed = await from('203.0.113.3');
    expect([slowed.status, slowed.headers['retry-after']]).toEqual([429, '300']);
    for (const organization of [acme, globex]) {
      const rows = await auditRows(behindProxy(), organization, 'member.sign_ins_failed');
      expect(rows).toMatchObject([{ actorKind: 'ANONYMOUS', outcome: 'SUCCESS' }]);
    }
    const told = behindProxy().logLines.map((line) => JSON.parse(line));
    expect(told.filter(({ level }) => level >= 50)).toMatchObject([
      { msg: 'somebody may be guessing a password', user: ada.userId, failureCount: 100 },
    ]);
    expect((await from('203.0.113.200')).body).toEqual(SIGNED_IN);
    expect((await from('203.0.113.3')).body).toEqual(SIGNED_IN);
  });

  it('T20: learns nothing from being refused: of somebody who is not there, the sixth try is refused alike', async () => {
    const ada = await addPerson(world(), await world().organization());
    const limits = limitsOf(world());
    const ask = async (email: string): Promise<Bytes> => {
      for (const _try of [1, 2, 3, 4, 5]) await limits.count({ account: email, network: '127.0.0.1' }, false);
      return postBytes(world(), null, SIGN_IN, { input: { email, password: PASSWORD } });
    };
    const unknown = await ask('nobody@example.com');
    expect(unknown.status).toBe(429);
    expect(await ask(ada.email)).toEqual(unknown);
  });

  it('T20: learns nothing from a hundred failures: of somebody who is not there, further ones are slowed alike', async () => {
    const ada = await addPerson(behindProxy(), await behindProxy().organization());
    const ask = async (email: string) => {
      await forgetFailures(behindProxy());
      await failInARow(behindProxy(), email, 100);
      const answers = [];
      for (const address of ['203.0.113.1', '203.0.113.2']) {
        const { status, headers, body } = await signInWith(behindProxy(), email, 'wrong', {
          'x-forwarded-for': address,
        });
        answers.push([status, headers['retry-after'], body]);
      }
      return answers;
    };
    const unknown = await ask('nobody@example.com');
    expect(unknown).toMatchObject([
      [200, undefined, SIGN_IN_REFUSED],
      [429, '300', tooManyTries('signIn', 300)],
    ]);
    expect(await ask(ada.email)).toEqual(unknown);
  });

  it('T20: learns nothing from the time that the hundredth failure takes: it is told of in no write of its own', async () => {
    const ada = await addPerson(world(), await world().organization());
    const writesOf = async (email: string): Promise<number> => {
      await failInARow(world(), email, 99);
      const writes = countWrites(world());
      expect((await signIn(new Visitor(world()), email, 'wrong')).body).toEqual(SIGN_IN_REFUSED);
      writes.end();
      return writes.count;
    };
    expect([await writesOf(ada.email), await writesOf('nobody@example.com')]).toEqual([2, 2]);
    expect(world().logLines.filter((line) => line.includes(ada.userId))).toHaveLength(1);
  });

  it("is counted in one lasting row for an address that is nobody's, whatever the networks, and in none that names it", async () => {
    const limits = limitsOf(world());
    for (let index = 0; index < 40; index += 1) {
      await limits.count({ account: 'nobody@example.com', network: `198.51.100.${index}` }, false);
    }
    const lasting = 'SELECT "subject", "count" FROM "throttle" WHERE "endsAt" > $1';
    const rows = await world().rows(lasting, [NOW + 360 * DAY_MS]);
    expect(rows).toEqual([{ subject: expect.stringMatching(/^[0-9a-f]{64}$/), count: 40 }]);
  });

  it('T95: is slowed no more once the operator gave another password: it lets in from everywhere', async () => {
    const ada = await addPerson(behindProxy(), await behindProxy().organization());
    const from = (address: string, password: string) =>
      signInWith(behindProxy(), ada.email, password, { 'x-forwarded-for': address });
    await failInARow(behindProxy(), ada.email, 101);
    expect((await from('203.0.113.1', PASSWORD)).status).toBe(429);
    const environment = environmentOf(behindProxy().config.database);
    const { stdout } = await runInProcess(['users', 'reset-password', '--email', ada.email, '--json'], { environment });
    const { password } = JSON.parse(stdout);
    expect((await from('203.0.113.2', 'wrong')).body).toEqual(SIGN_IN_REFUSED);
    expect((await from('203.0.113.3', password)).body).toEqual(SIGNED_IN);
  });

  it('T55: has one password checked by a request, and none where more are asked for', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const browser = await signedIn(world(), ada);
    const token = await invitationToken(browser, 'guest@example.com');
    const one = `signIn(input: { email: "${ada.email}", password: "${PASSWORD}" }) { expiresAt }`;
    const accept = `acceptInvitation(input: { token: "${token}", name: "A", password: "${PASSWORD}" }) { expiresAt }`;
    const change = `changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "a new password" }) { expiresAt }`;
    for (const document of [
      `mutation { a: ${one} b: ${one} c: ${one} d: ${one} e: ${one} }`,
      `mutation { ${one} ${accept} }`,
      `mutation { ${accept} ${change} }`,
      `mutation { a: ${one} ...F } fragment F on Mutation { b: ${one} }`,
      `mutation { a: ${one} ... on Mutation { b: ${one} } }`,
      `mutation { ...F } fragment F on Mutation { a: ${one} b: ${one} }`,
    ]) {
      const answer = await browser.run(document);
      expect([answer.status, answer.body]).toMatchObject([400, ONE_PASSWORD]);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect(await world().rows('SELECT "subject" FROM "throttle"')).toEqual([]);
  });

  it('T55: cannot send requests by the dozen in one', async () => {
    const query = 'mutation { signIn(input: { email: "a@b.c", password: "x" }) { expiresAt } }';
    const answer = await world().graphql(Array.from({ length: 12 }, () => ({ query })));
    expect(answer.status).toBe(400);
    expect(await world().rows('SELECT "subject" FROM "throttle"')).toEqual([]);
  });
});
