import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addMembership, addPerson, forgetFailures, PASSWORD_HASH, signedIn } from '../support/people';
import {
  changePassword,
  forPeopleOnly,
  SESSION_END,
  SIGN_IN_REFUSED,
  SIGNED_IN,
  signIn,
  tooManyTries,
  WHO,
} from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld } from '../support/world';

const CHANGED = { data: { changePassword: { expiresAt: SESSION_END, userErrors: [] } } };

function refusedAt(...fields: string[]): object {
  const userErrors = fields.map((field) => ({ code: 'INVALID', path: ['input', field] }));
  return { data: { changePassword: { expiresAt: null, userErrors } } };
}

describeOnEachEngine('changePassword', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => forgetFailures(world()));
  const hashOf = async (userId: string) =>
    (await world().rows<{ passwordHash: string }>('SELECT "passwordHash" FROM "user" WHERE "id" = $1', [userId]))[0]
      ?.passwordHash;

  it('makes the new password hold and the old one not', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    expect((await changePassword(browser, 'a new password')).body).toEqual(CHANGED);
    expect((await signIn(new Visitor(world()), ada.email)).body).toEqual(SIGN_IN_REFUSED);
    expect((await signIn(new Visitor(world()), ada.email, 'a new password')).body).toEqual(SIGNED_IN);
    expect(await hashOf(ada.userId)).toMatch(/^\$2b\$04\$/);
  });

  it('leaves the passwords of other people as they are', async () => {
    const acme = await world().organization();
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), acme, { name: 'Bob' })];
    await changePassword(await signedIn(world(), ada), 'a new password');
    expect(await hashOf(bob.userId)).toBe(PASSWORD_HASH);
  });

  it('takes no password that is too short, and changes nothing then', async () => {
    const ada = await addPerson(world(), await world().organization());
    const [browser, phone] = [await signedIn(world(), ada), await signedIn(world(), ada)];
    const answer = await changePassword(browser, 'seven77');
    expect([answer.body, answer.headers['set-cookie']]).toEqual([refusedAt('newPassword'), undefined]);
    expect(await hashOf(ada.userId)).toBe(PASSWORD_HASH);
    expect([(await browser.run(WHO)).status, (await phone.run(WHO)).status]).toEqual([200, 200]);
  });

  it('counts nothing against whoever knew the password that holds', async () => {
    const browser = await signedIn(world(), await addPerson(world(), await world().organization()));
    await changePassword(browser, 'short', 'not the password');
    await changePassword(browser, 'short');
    // Nothing is left of the account's failures; the network has its one failure, and is familiar from now on. What
    // addresses without a person share was touched, and counts nothing.
    const minutes = await world().rows(
      'SELECT "count", ("endsAt" - $1) / 60000 AS "minutes" FROM "throttle" ORDER BY "endsAt"',
      [NOW],
    );
    expect(minutes).toEqual([
      { count: 1, minutes: 1 },
      { count: 1, minutes: 90 * 24 * 60 },
      { count: 0, minutes: 365 * 24 * 60 },
    ]);
  });

  it('ends every other session of the person, wherever it is, and gives the own one a new token', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    const elsewhere = await signedIn(world(), { ...ada, memberId: await addMembership(world(), ada, globex) });
    const [browser, phone] = [await signedIn(world(), ada), await signedIn(world(), ada)];
    const bob = await signedIn(world(), await addPerson(world(), acme, { name: 'Bob' }));
    const stolen = new Visitor(world(), browser.token);
    const answer = await changePassword(browser, 'a new password');
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^latchkey-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(browser.token).not.toBe(stolen.token);
    const statuses = await Promise.all(
      [browser, bob, stolen, phone, elsewhere].map(async (each) => (await each.run(WHO)).status),
    );
    expect(statuses).toEqual([200, 200, 401, 401, 401]);
    expect((await browser.run(WHO)).body.data.viewer.organization.name).toBe('Acme');
  });

  it('is refused to whoever does not know the password that holds, and changes nothing then', async () => {
    const ada = await addPerson(world(), await world().organization());
    const [browser, phone] = [await signedIn(world(), ada), await signedIn(world(), ada)];
    const answer = await changePassword(browser, 'a new password', 'not the password');
    expect([answer.body, answer.headers['set-cookie']]).toEqual([refusedAt('currentPassword'), undefined]);
    expect(await hashOf(ada.userId)).toBe(PASSWORD_HASH);
    expect([(await browser.run(WHO)).status, (await phone.run(WHO)).status]).toEqual([200, 200]);
  });

  it('names both passwords where both are wrong', async () => {
    const browser = await signedIn(world(), await addPerson(world(), await world().organization()));
    const answer = await changePassword(browser, 'short', 'not the password');
    expect(answer.body).toEqual(refusedAt('currentPassword', 'newPassword'));
  });

  it('counts wrong passwords like those of signIn', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    for (const _try of [1, 2, 3]) await changePassword(browser, 'a new password', 'wrong');
    for (const _try of [4, 5]) await signIn(new Visitor(world()), ada.email, 'wrong');
    const refused = await changePassword(browser, 'a new password');
    expect([refused.status, refused.body]).toMatchObject([429, tooManyTries('changePassword', 900)]);
    expect(await hashOf(ada.userId)).toBe(PASSWORD_HASH);
    expect((await browser.run(WHO)).status).toBe(200);
  });

  it('is refused to keys and to nobody', async () => {
    const acme = await world().organization();
    const byKey = await changePassword(world().as(acme.key), 'a new password');
    expect([byKey.status, byKey.body]).toMatchObject([200, forPeopleOnly('changePassword')]);
    expect((await changePassword(new Visitor(world()), 'a new password')).status).toBe(401);
  });

  it('is told to the audit log once for each try, without a password', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const browser = await signedIn(world(), ada);
    await changePassword(browser, 'short');
    await changePassword(browser, 'a new password');
    const row = {
      actorKind: 'MEMBER',
      actorId: ada.memberId,
      actorName: 'Ada',
      type: 'member.password_changed',
      targetId: ada.memberId,
      address: '127.0.0.1',
    };
    expect(await auditRows(world(), acme, 'member.password_changed')).toEqual([
      { ...row, outcome: 'REFUSED', codes: 'INVALID' },
      { ...row, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
