import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { SessionReader } from '../../src/callers/SessionReader';
import { UNAUTHENTICATED } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { addMembership, addPerson, signedIn } from '../support/people';
import { SESSION_END, WHO } from '../support/peopleMutations';
import { COOKIE_NAME, Visitor } from '../support/Visitor';
import { basic, NOW, sharedWorld } from '../support/world';

const MINUTE_MS = 60_000;
const RENAME = 'mutation { updateOrganization(input: { name: "Taken" }) { userErrors { code } } }';
const ORIGIN = { address: '127.0.0.1', requestId: 'a test' };

describeOnEachEngine('sessions', (engine) => {
  const world = sharedWorld(engine);

  /** Waits until it is written down that a session was used: no request does. */
  const awaitLastSeen = async (userId: string, at: number): Promise<void> => {
    const rows = await world().rows<{ lastSeenAt: number }>('SELECT "lastSeenAt" FROM "session" WHERE "userId" = $1', [
      userId,
    ]);
    if (rows.some(({ lastSeenAt }) => Number(lastSeenAt) === at)) return;
    return awaitLastSeen(userId, at);
  };

  it('end half an hour after the last request', async () => {
    const browser = await signedIn(world(), await addPerson(world(), await world().organization()));
    world().now = NOW + 30 * MINUTE_MS;
    const answer = await browser.run(WHO);
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it('go on while they are used, and end twelve hours after they began all the same', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    for (let minutes = 29; minutes < 12 * 60; minutes += 29) {
      world().now = NOW + minutes * MINUTE_MS;
      expect((await browser.run('{ viewer { expiresAt } }')).body).toEqual({
        data: { viewer: { expiresAt: SESSION_END } },
      });
      await awaitLastSeen(ada.userId, world().now);
    }
    world().now = NOW + 12 * 60 * MINUTE_MS - 1;
    expect((await browser.run(WHO)).status).toBe(200);
    world().now = NOW + 12 * 60 * MINUTE_MS;
    expect((await browser.run(WHO)).status).toBe(401);
  });

  it('are written to once a minute at most', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    const lastSeen = () => world().rows('SELECT "lastSeenAt" FROM "session" WHERE "userId" = $1', [ada.userId]);
    world().now = NOW + MINUTE_MS - 1;
    await browser.run(WHO);
    world().now = NOW + MINUTE_MS;
    expect(await lastSeen()).toEqual([{ lastSeenAt: NOW }]);
    await browser.run(WHO);
    await awaitLastSeen(ada.userId, NOW + MINUTE_MS);
  });

  it('of which the cookie has ended are no sessions, and hide nothing that is open', async () => {
    const stale = () => new Visitor(world(), 'x'.repeat(43));
    const closed = await stale().run(WHO);
    expect([closed.status, closed.body]).toEqual([401, UNAUTHENTICATED]);
    const open = await stale().run('{ invitation(token: "x") { email } }');
    expect([open.status, open.body]).toEqual([200, { data: { invitation: null } }]);
  });

  it.each([
    ['an empty one', `${COOKIE_NAME}=`],
    ['a long one', `${COOKIE_NAME}=${'x'.repeat(8_000)}`],
    ['broken escapes', `${COOKIE_NAME}=%E0%A4%A`],
    ['a zero byte', `${COOKIE_NAME}=%00`],
    ['SQL', `${COOKIE_NAME}=' OR 1=1 --`],
    ['the name alone', COOKIE_NAME],
    ['another name', 'session=x; __Host-latchkey-session=y'],
  ])('are not made by cookies that nobody handed out: %s', async (_what, cookie) => {
    const answer = await new Visitor(world()).run(WHO, {}, { cookie });
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it('are known to every server on the database', async () => {
    const browser = await signedIn(world(), await addPerson(world(), await world().organization()));
    const second = await world().secondServer();
    expect((await new Visitor(second, browser.token).run(WHO)).status).toBe(200);
  });

  it('count for nothing where a key comes with the request, whether it holds or not', async () => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    const withKey = await browser.run(WHO, {}, { authorization: basic(acme.key.value) });
    expect(withKey.body.data.viewer).toEqual({ kind: 'API_KEY', email: null, organization: { name: 'Acme' } });
    const withWrongKey = await browser.run(WHO, {}, { authorization: basic(`${acme.key.value}x`) });
    expect([withWrongKey.status, withWrongKey.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it.each(['/verify', '/oauth/token', '/oauth/introspect'])('count for nothing at %s', async (path) => {
    const browser = await signedIn(world(), await addPerson(world(), await world().organization()));
    const headers = { cookie: `${COOKIE_NAME}=${browser.token}`, 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'grant_type=client_credentials&token=x';
    const wishes = path === '/verify' ? { path, headers } : { path, headers, method: 'POST', body };
    expect((await world().request(wishes)).status).toBe(401);
  });

  it('have, from the next request on, the scopes of the role that the person has now', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    const members = '{ organization { members { totalCount } } }';
    expect((await browser.run(members)).body.data.organization.members.totalCount).toBe(1);
    await world().rows(`UPDATE "membership" SET "role" = 'USER' WHERE "id" = $1`, [ada.memberId]);
    expect((await browser.run(members)).body.errors[0].extensions.code).toBe('FORBIDDEN');
    await world().rows(`UPDATE "membership" SET "role" = 'ADMIN' WHERE "id" = $1`, [ada.memberId]);
    expect((await browser.run(members)).body.data.organization.members.totalCount).toBe(1);
  });

  it('end with their organization, and leave those in other organizations alone', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    const elsewhere = await signedIn(world(), { ...ada, memberId: await addMembership(world(), ada, globex) });
    const browser = await signedIn(world(), ada);
    const stale = new Visitor(world(), browser.token);
    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, acme.id]);
    const answer = await browser.run(WHO);
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
    expect((await stale.run(RENAME)).status).toBe(401);
    expect((await elsewhere.run(WHO)).status).toBe(200);
  });

  it.each([
    ['ends', 'DELETE FROM "session" WHERE "userId" = $1'],
    ['becomes old', `UPDATE "session" SET "lastSeenAt" = ${NOW - 30 * MINUTE_MS} WHERE "userId" = $1`],
    ['is of another role', `UPDATE "membership" SET "role" = 'USER' WHERE "userId" = $1`],
  ])('of which one %s after it let its caller in write nothing any more', async (_what, change) => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const { token = '' } = await signedIn(world(), ada);
    const { processes } = world().app.services;
    const reader = new SessionReader(world().database, () => world().now, SHIPPED_SCOPES, console.error);
    const caller = await reader.callerOf(token, ORIGIN);
    if (!caller) throw new Error('there is no session');
    await world().rows(change, [ada.userId]);
    const refused = { extensions: { code: 'UNAUTHENTICATED' } };
    await expect(processes.createProcess(caller, { name: 'Late' })).rejects.toMatchObject(refused);
    expect(await world().rows('SELECT "id" FROM "process" WHERE "organizationId" = $1', [acme.id])).toEqual([]);
  });

  it('are twenty of one person at most: the oldest end', async () => {
    const ada = await addPerson(world(), await world().organization());
    const visitors: Visitor[] = [];
    for (let count = 0; count < 21; count += 1) {
      world().now += 1;
      visitors.push(await signedIn(world(), ada));
    }
    const answers = await Promise.all(visitors.map((visitor) => visitor.run(WHO)));
    expect(answers.map(({ status }) => status)).toEqual([401, ...Array<number>(20).fill(200)]);
  });
});
