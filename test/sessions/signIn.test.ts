import { createHash } from 'node:crypto';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import {
  addMembership,
  addPerson,
  addUser,
  forgetFailures,
  PASSWORD,
  PASSWORD_HASH,
  signedIn,
} from '../support/people';
import { removeMember, SESSION_END, SIGN_IN_REFUSED, SIGNED_IN, signIn, WHO } from '../support/peopleMutations';
import { USER_SCOPES } from '../support/USER_SCOPES';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld } from '../support/world';

const ORIGIN = { address: '192.0.2.1', requestId: 'late' };

describeOnEachEngine('signIn', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => forgetFailures(world()));
  const sessionsOf = (userId: string) =>
    world().rows<{ tokenDigest: string }>('SELECT * FROM "session" WHERE "userId" = $1', [userId]);

  it('starts a session that lasts twelve hours at most, and hands its token to the browser in a cookie', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme, { role: 'USER' });
    const visitor = new Visitor(world());
    const answer = await signIn(visitor, ada.email);
    expect([answer.status, answer.body]).toEqual([200, SIGNED_IN]);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^latchkey-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const viewer = await visitor.run(
      `{ viewer { kind name email memberId apiKeyId expiresAt scopes process { id } organization { name }
         memberships { organizationId organizationName role isCurrent } } }`,
    );
    expect(viewer.body).toEqual({
      data: {
        viewer: {
          kind: 'MEMBER',
          name: 'Ada',
          email: ada.email,
          memberId: ada.memberId,
          apiKeyId: null,
          expiresAt: SESSION_END,
          scopes: USER_SCOPES,
          process: null,
          organization: { name: 'Acme' },
          memberships: [{ organizationId: acme.id, organizationName: 'Acme', role: 'USER', isCurrent: true }],
        },
      },
    });
  });

  it('takes the address in any case and with blanks around it', async () => {
    const ada = await addPerson(world(), await world().organization());
    expect((await signIn(new Visitor(world()), `  ${ada.email.toUpperCase()} `)).body).toEqual(SIGNED_IN);
  });

  it('starts where the person has been a member for longest', async () => {
    const [older, newer] = [await world().organization('Older'), await world().organization('Newer')];
    const ada = await addUser(world());
    world().now = NOW + 1;
    await addMembership(world(), ada, newer, 'USER');
    world().now = NOW;
    await addMembership(world(), ada, older, 'ADMIN');
    const visitor = new Visitor(world());
    await signIn(visitor, ada.email);
    const answer = await visitor.run(
      '{ viewer { organization { name } memberships { organizationName role isCurrent } } }',
    );
    expect(answer.body.data.viewer).toEqual({
      organization: { name: 'Older' },
      memberships: [
        { organizationName: 'Older', role: 'ADMIN', isCurrent: true },
        { organizationName: 'Newer', role: 'USER', isCurrent: false },
      ],
    });
  });

  it('refuses a person who is a member nowhere, or of disabled organizations alone, like a wrong password', async () => {
    const disabled = await world().organization();
    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, disabled.id]);
    for (const person of [await addUser(world()), await addPerson(world(), disabled)]) {
      const answer = await signIn(new Visitor(world()), person.email);
      expect([answer.status, answer.body, answer.headers['set-cookie']]).toEqual([200, SIGN_IN_REFUSED, undefined]);
      expect(await sessionsOf(person.userId)).toEqual([]);
    }
  });

  it('keeps a digest of the token, and not the token', async () => {
    const ada = await addPerson(world(), await world().organization());
    const { token = '' } = await signedIn(world(), ada);
    const [row] = await sessionsOf(ada.userId);
    expect(row).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      tokenDigest: createHash('sha256').update(token).digest('hex'),
      userId: ada.userId,
      membershipId: ada.memberId,
      createdAt: NOW,
      lastSeenAt: NOW,
    });
  });

  it('ends the session that came with it, and leaves those of other browsers', async () => {
    const ada = await addPerson(world(), await world().organization());
    const [before, elsewhere] = [await signedIn(world(), ada), await signedIn(world(), ada)];
    const stolen = new Visitor(world(), before.token);
    await signIn(before, ada.email);
    expect((await stolen.run(WHO)).status).toBe(401);
    expect((await before.run(WHO)).status).toBe(200);
    expect((await elsewhere.run(WHO)).status).toBe(200);
  });

  it('ends the session of somebody else that came with it', async () => {
    const acme = await world().organization();
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), acme, { name: 'Bob' })];
    const browser = await signedIn(world(), ada);
    const stolen = new Visitor(world(), browser.token);
    await signIn(browser, bob.email);
    expect((await browser.run(WHO)).body.data.viewer.email).toBe(bob.email);
    expect((await stolen.run(WHO)).status).toBe(401);
  });

  it('leaves the session that came with it alone where it is refused', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    expect((await signIn(browser, ada.email, 'not the password')).body).toEqual(SIGN_IN_REFUSED);
    expect((await browser.run(WHO)).body.data.viewer.email).toBe(ada.email);
  });

  it('works with the cookie of a session that has ended', async () => {
    const ada = await addPerson(world(), await world().organization());
    const visitor = new Visitor(world(), 'x'.repeat(43));
    const answer = await signIn(visitor, ada.email);
    expect(answer.headers['set-cookie']).toHaveLength(1); // Which takes the ended session away and gives the new one.
    expect([answer.body, (await visitor.run(WHO)).status]).toEqual([SIGNED_IN, 200]);
  });

  it('refuses an address with characters that PostgreSQL does not take', async () => {
    const { status, body } = await signIn(new Visitor(world()), 'a\u0000@example.com');
    expect([status, body]).toEqual([200, SIGN_IN_REFUSED]);
  });

  it('T89: starts no session by a password that was changed since it was checked', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const { passwords } = world().app.services;
    const { user } = await passwords.check(ada.email, PASSWORD, ORIGIN.address);
    await world().rows('UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2', ['another', ada.userId]);
    const proof = { userId: ada.userId, membershipId: ada.memberId, passwordHash: user?.passwordHash ?? '' };
    expect(await world().app.services.sessions.start(null, proof, ORIGIN)).toBeNull();
  });

  it('starts no session for anybody but the person whose membership it is', async () => {
    const acme = await world().organization();
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), acme, { name: 'Bob' })];
    const proof = { userId: bob.userId, membershipId: ada.memberId, passwordHash: PASSWORD_HASH };
    expect(await world().app.services.sessions.start(null, proof, ORIGIN)).toBeNull();
  });

  it('hands one cookie to whoever signs out and in again with one document', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    const { headers } = await browser.run(
      `mutation ($input: SignInInput!) {
        signOut { isSignedOut }
        signIn(input: $input) { expiresAt }
      }`,
      { input: { email: ada.email, password: PASSWORD } },
    );
    expect(headers['set-cookie']).toHaveLength(1);
    expect((await browser.run(WHO)).body.data.viewer.email).toBe(ada.email);
  });

  it('T53: starts no session in a membership that was removed since the password was checked', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    await addPerson(world(), acme, { name: 'Grace' });
    const { user } = await world().app.services.passwords.check(ada.email, PASSWORD, ORIGIN.address);
    await removeMember(world().as(acme.key), ada.memberId);
    const proof = { userId: ada.userId, membershipId: ada.memberId, passwordHash: user?.passwordHash ?? '' };
    expect(await world().app.services.sessions.start(null, proof, ORIGIN)).toBeNull();
  });

  it('tells the audit log once of each success and of each refusal', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const visitor = new Visitor(world());
    await signIn(visitor, ada.email, 'wrong');
    await signIn(visitor, ada.email);
    const row = { type: 'session.started', targetId: ada.memberId, address: '127.0.0.1' };
    expect(await auditRows(world(), acme, 'session.started')).toEqual([
      { ...row, actorKind: 'ANONYMOUS', actorId: null, actorName: 'anonymous', outcome: 'REFUSED', codes: 'INVALID' },
      { ...row, actorKind: 'MEMBER', actorId: ada.memberId, actorName: 'Ada', outcome: 'SUCCESS', codes: '' },
    ]);
  });

  it('tells the audit log of tries for people who are not there, and not whom they were for', async () => {
    const rowsOfNobody = () => auditRows(world(), { id: null }, 'session.started');
    const before = await rowsOfNobody();
    await signIn(new Visitor(world()), 'nobody@example.com');
    const after = await rowsOfNobody();
    expect(after).toHaveLength(before.length + 1);
    expect(after).toContainEqual({
      actorKind: 'ANONYMOUS',
      actorId: null,
      actorName: 'anonymous',
      type: 'session.started',
      targetId: null,
      outcome: 'REFUSED',
      codes: 'INVALID',
      address: '127.0.0.1',
    });
  });
});
