import bcrypt from 'bcrypt';
import { newId } from '../../src/id';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addMembership, addPerson, addUser, forgetFailures, signedIn } from '../support/people';
import {
  ACCEPTED,
  acceptInvitation,
  acceptRefused,
  invitationToken,
  inviteMember,
  offerOf,
  SIGNED_IN,
  signIn,
  tooManyTries,
  WHO,
} from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld } from '../support/world';

const NO_OFFER = { data: { invitation: null } };
const NOT_FOUND = acceptRefused('NOT_FOUND', 'token');

describeOnEachEngine('acceptInvitation', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => forgetFailures(world()));
  const freshEmail = () => `${newId(NOW)}@example.com`;
  afterEach(() => jest.restoreAllMocks());
  /** Lets something happen when the next password is about to be hashed. Shape: what bcrypt is asked to hash. */
  const beforeHashing = (happen: () => Promise<unknown>) => {
    const { hash } = bcrypt;
    return jest.spyOn(bcrypt, 'hash').mockImplementationOnce(async (password, cost) => {
      await happen();
      return hash(password, cost);
    });
  };
  /** Lets something happen once the next password has been compared. */
  const afterComparing = (happen: () => Promise<unknown>): void => {
    const { compare } = bcrypt;
    jest.spyOn(bcrypt, 'compare').mockImplementationOnce(async (password, digest) => {
      const isMatch = await compare(password, digest);
      await happen();
      return isMatch;
    });
  };
  const usersNamed = async (email: string) =>
    (await world().rows('SELECT * FROM "user" WHERE "email" = $1', [email])).length;

  it('makes somebody new a member, who is signed in then, and can sign in again', async () => {
    const acme = await world().organization();
    await addPerson(world(), acme, { name: 'ada' });
    const email = freshEmail();
    const visitor = new Visitor(world());
    const token = await invitationToken(world().as(acme.key), email, 'ADMIN');
    const answer = await acceptInvitation(visitor, { token, name: '  Grace  ' });
    expect([answer.status, answer.body]).toEqual([200, ACCEPTED]);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^latchkey-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const { body } = await visitor.run(`{
      viewer { name email memberships { organizationName role } }
      organization { members { edges { node { name } } } }
    }`);
    expect(body.data.viewer).toEqual({
      name: 'Grace',
      email,
      memberships: [{ organizationName: 'Acme', role: 'ADMIN' }],
    });
    expect(body.data.organization.members.edges).toEqual([{ node: { name: 'ada' } }, { node: { name: 'Grace' } }]);
    expect((await signIn(new Visitor(world()), email)).body).toEqual(SIGNED_IN);
  });

  it('works once', async () => {
    const acme = await world().organization();
    const token = await invitationToken(world().as(acme.key), freshEmail());
    await acceptInvitation(new Visitor(world()), { token, name: 'Grace' });
    const again = new Visitor(world());
    expect((await offerOf(again, token)).body).toEqual(NO_OFFER);
    expect((await acceptInvitation(again, { token, name: 'Eve' })).body).toEqual(NOT_FOUND);
    expect(again.token).toBeUndefined();
  });

  it('works once for two who accept at once, at two servers', async () => {
    const acme = await world().organization();
    const email = freshEmail();
    const token = await invitationToken(world().as(acme.key), email);
    const second = await world().secondServer();
    const answers = await Promise.all(
      [world(), second].map((each) => acceptInvitation(new Visitor(each), { token, name: 'Grace' })),
    );
    const bodies = answers.map(({ body }) => JSON.stringify(body)).sort();
    expect(bodies).toEqual([JSON.stringify(ACCEPTED), JSON.stringify(NOT_FOUND)].sort());
    expect(await usersNamed(email)).toBe(1);
  });

  it('works once for somebody with a password who accepts twice at once, at two servers', async () => {
    const [acme, ada] = [await world().organization(), await addUser(world())];
    const token = await invitationToken(world().as(acme.key), ada.email);
    const second = await world().secondServer();
    const answers = await Promise.all([world(), second].map((each) => acceptInvitation(new Visitor(each), { token })));
    const bodies = answers.map(({ body }) => JSON.stringify(body)).sort();
    expect(bodies).toEqual([JSON.stringify(ACCEPTED), JSON.stringify(NOT_FOUND)].sort());
  });

  it('needs the password of somebody who has one, and changes neither it nor the name', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const ada = await addPerson(world(), globex);
    const token = await invitationToken(world().as(acme.key), ada.email.toUpperCase());
    const visitor = new Visitor(world());
    const wrong = await acceptInvitation(visitor, { token, name: 'Eve', password: 'not the password' });
    expect([wrong.body, visitor.token]).toEqual([acceptRefused('INVALID', 'password'), undefined]);
    expect((await acceptInvitation(visitor, { token, name: 'Eve' })).body).toEqual(ACCEPTED);
    const { body } = await visitor.run('{ viewer { name email organization { name } } }');
    expect(body.data.viewer).toEqual({ name: 'Ada', email: ada.email, organization: { name: 'Acme' } });
    expect((await signIn(new Visitor(world()), ada.email)).body).toEqual(SIGNED_IN);
  });

  it('counts wrong passwords like signIn', async () => {
    const ada = await addUser(world());
    const acme = await world().organization();
    const token = await invitationToken(world().as(acme.key), ada.email);
    const visitor = new Visitor(world());
    for (const _try of [1, 2, 3, 4, 5]) await acceptInvitation(visitor, { token, password: 'wrong' });
    const refused = await acceptInvitation(visitor, { token });
    expect([refused.status, refused.body]).toMatchObject([429, tooManyTries('acceptInvitation', 900)]);
  });

  it.each([
    ['no name', {}, ['name']],
    ['a blank name', { name: '  ' }, ['name']],
    ['a name with a control character', { name: 'A\u202eda' }, ['name']],
    ['a short password', { name: 'Grace', password: 'seven77' }, ['password']],
    ['a common password', { name: 'Grace', password: 'iloveyou' }, ['password']],
    ['neither', { name: '', password: '' }, ['name', 'password']],
  ])('leaves the invitation for another try after %s', async (_what, input, fields) => {
    const acme = await world().organization();
    const email = freshEmail();
    const token = await invitationToken(world().as(acme.key), email);
    const visitor = new Visitor(world());
    expect((await acceptInvitation(visitor, { token, ...input })).body).toEqual(acceptRefused('INVALID', ...fields));
    expect([await usersNamed(email), visitor.token]).toEqual([0, undefined]);
    expect((await offerOf(visitor, token)).body.data.invitation.email).toBe(email);
  });

  it('leaves the role of somebody alone who became a member in between', async () => {
    const acme = await world().organization();
    const ada = await addUser(world());
    const token = await invitationToken(world().as(acme.key), ada.email, 'ADMIN');
    await addMembership(world(), ada, acme, 'USER');
    const visitor = new Visitor(world());
    expect((await acceptInvitation(visitor, { token })).body).toEqual(ACCEPTED);
    const { body } = await visitor.run('{ viewer { memberships { role } } }');
    expect(body.data.viewer.memberships).toEqual([{ role: 'USER' }]);
  });

  it('ends the session of somebody else who was signed in', async () => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    const before = new Visitor(world(), browser.token);
    const email = freshEmail();
    const token = await invitationToken(browser, email);
    await acceptInvitation(browser, { token, name: 'Grace' });
    expect((await browser.run(WHO)).body.data.viewer.email).toBe(email);
    expect((await before.run(WHO)).status).toBe(401);
  });

  it('joins nothing by a password that was changed after it was checked, and the invitation stays', async () => {
    const [acme, globex] = [await world().organization(), await world().organization()];
    const ada = await addPerson(world(), acme);
    const token = await invitationToken(world().as(globex.key), ada.email);
    afterComparing(() =>
      world().rows('UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2', ['another', ada.userId]),
    );
    const { body } = await acceptInvitation(new Visitor(world()), { token });
    expect(body).toEqual(NOT_FOUND);
    expect((await offerOf(new Visitor(world()), token)).body.data.invitation.email).toBe(ada.email);
  });

  it('joins nothing as somebody who became known while the password was hashed, and the invitation stays', async () => {
    const [acme, email] = [await world().organization(), freshEmail()];
    const token = await invitationToken(world().as(acme.key), email);
    beforeHashing(() => addUser(world(), { name: 'Known', email }));
    const { body } = await acceptInvitation(new Visitor(world()), { token, name: 'Eve' });
    expect(body).toEqual(NOT_FOUND);
    expect((await offerOf(new Visitor(world()), token)).body.data.invitation.email).toBe(email);
    expect(await world().rows('SELECT "name" FROM "user" WHERE "email" = $1', [email])).toEqual([{ name: 'Known' }]);
  });

  it('hashes no password for an invitation that went while it waited', async () => {
    const [acme, email] = [await world().organization(), freshEmail()];
    const token = await invitationToken(world().as(acme.key), email);
    const accept = () => acceptInvitation(new Visitor(world()), { token, name: 'Eve' });
    const crowd: ReturnType<typeof accept>[] = [];
    const hash = beforeHashing(async () => {
      crowd.push(...Array.from({ length: 11 }, accept));
      await Promise.race(crowd); // Of one account 10 wait at most: when one is refused, the others wait.
      await world().rows('DELETE FROM "invitation" WHERE "email" = $1', [email]);
    });
    const { body } = await accept();
    const answers = await Promise.all(crowd);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    const waited = answers.filter(({ status }) => status !== 429).map((answer) => answer.body);
    expect([body, ...waited]).toEqual(Array(11).fill(NOT_FOUND));
    expect(hash).toHaveBeenCalledTimes(1);
  });

  it('is told to the audit log of where the person is a member, once, where a password was guessed', async () => {
    const [acme, globex] = [await world().organization(), await world().organization()];
    const ada = await addPerson(world(), acme);
    const token = await invitationToken(world().as(globex.key), ada.email);
    await acceptInvitation(new Visitor(world()), { token, password: 'not the password' });
    const lines = `SELECT "targetId", "outcome" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'session.started'`;
    expect(await world().rows(lines, [acme.id])).toEqual([{ targetId: ada.memberId, outcome: 'REFUSED' }]);
  });

  it('is told to the audit log of the organization as done by the new member', async () => {
    const acme = await world().organization();
    const { invitation, link } = (await inviteMember(world().as(acme.key), freshEmail())).body.data.inviteMember;
    const visitor = new Visitor(world());
    await acceptInvitation(visitor, { token: link.split('/').at(-1), name: 'Grace' });
    const { memberId } = (await visitor.run('{ viewer { memberId } }')).body.data.viewer;
    expect(await auditRows(world(), acme, 'invitation.accepted')).toEqual([
      {
        actorKind: 'MEMBER',
        actorId: memberId,
        actorName: 'Grace',
        address: '127.0.0.1',
        type: 'invitation.accepted',
        targetId: invitation.id,
        outcome: 'SUCCESS',
        codes: '',
      },
    ]);
  });
});
