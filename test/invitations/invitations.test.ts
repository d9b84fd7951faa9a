import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addMembership, addPerson, addUser, forgetFailures, signedIn } from '../support/people';
import {
  ACCEPTED,
  acceptInvitation,
  acceptRefused,
  deleteInvitation,
  invitationToken,
  inviteMember,
  inviteRefused,
  offerOf,
  SIGNED_IN,
  signIn,
  tooManyTries,
  WHO,
} from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld } from '../support/world';

const EXPIRES_AT = '2026-11-30T12:00:00.000Z';
const NO_OFFER = { data: { invitation: null } };
const NOT_FOUND = acceptRefused('NOT_FOUND', 'token');
const DELETE_NOT_FOUND = {
  data: {
    deleteInvitation: { deletedInvitationId: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }] },
  },
};
const USER_GROUPS = /^workspace\.(?:collection|collection_editor|file|result|export|destination|process):/;

describeOnEachEngine('invitations', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => forgetFailures(world()));
  const freshEmail = () => `${newId(NOW)}@example.com`;
  const usersNamed = async (email: string) =>
    (await world().rows('SELECT * FROM "user" WHERE "email" = $1', [email])).length;

  it('are made with a link that holds a token of 256 bits, which is not kept', async () => {
    const acme = await world().organization();
    const admin = await signedIn(world(), await addPerson(world(), acme));
    const answer = await inviteMember(admin, ' Guest@Example.com ', 'ADMIN');
    expect(answer.body).toEqual({
      data: {
        inviteMember: {
          invitation: {
            id: expect.stringMatching(/^[0-9a-f]{32}$/),
            email: 'guest@example.com',
            role: 'ADMIN',
            createdBy: 'Ada',
            createdAt: '2026-11-23T12:00:00.000Z',
            expiresAt: EXPIRES_AT,
          },
          link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#\/invitation\/[\w-]{43}$/),
          userErrors: [],
        },
      },
    });
    const rows = await world().rows('SELECT * FROM "invitation" WHERE "organizationId" = $1', [acme.id]);
    expect(JSON.stringify(rows)).not.toContain(answer.body.data.inviteMember.link.split('/').at(-1));
  });

  it('tell whoever holds the token what they offer, and nobody else', async () => {
    const acme = await world().organization();
    const email = freshEmail();
    const token = await invitationToken(world().as(acme.key), email);
    const nobody = new Visitor(world());
    expect((await offerOf(nobody, token)).body).toEqual({
      data: { invitation: { organizationName: 'Acme', email, role: 'USER', expiresAt: EXPIRES_AT } },
    });
    for (const other of ['', 'x'.repeat(43), token.slice(1), `${token}A`, token.toLowerCase(), "' OR 1=1 --"]) {
      expect((await offerOf(nobody, other)).body).toEqual(NO_OFFER);
      expect((await acceptInvitation(nobody, { token: other, name: 'Eve' })).body).toEqual(NOT_FOUND);
    }
  });

  it('make somebody new a member, who is signed in then, and can sign in again', async () => {
    const acme = await world().organization();
    const email = freshEmail();
    const visitor = new Visitor(world());
    const token = await invitationToken(world().as(acme.key), email, 'ADMIN');
    const answer = await acceptInvitation(visitor, { token, name: '  Grace  ' });
    expect([answer.status, answer.body]).toEqual([200, ACCEPTED]);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^latchkey-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const { body } = await visitor.run('{ viewer { name email memberships { organizationName role } } }');
    expect(body.data.viewer).toEqual({
      name: 'Grace',
      email,
      memberships: [{ organizationName: 'Acme', role: 'ADMIN' }],
    });
    expect((await signIn(new Visitor(world()), email)).body).toEqual(SIGNED_IN);
  });

  it('work once', async () => {
    const acme = await world().organization();
    const token = await invitationToken(world().as(acme.key), freshEmail());
    await acceptInvitation(new Visitor(world()), { token, name: 'Grace' });
    const again = new Visitor(world());
    expect((await offerOf(again, token)).body).toEqual(NO_OFFER);
    expect((await acceptInvitation(again, { token, name: 'Eve' })).body).toEqual(NOT_FOUND);
    expect(again.token).toBeUndefined();
  });

  it('work once for two who accept them at once, at two servers', async () => {
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

  it('work once for somebody with a password who accepts them twice at once, at two servers', async () => {
    const [acme, ada] = [await world().organization(), await addUser(world())];
    const token = await invitationToken(world().as(acme.key), ada.email);
    const second = await world().secondServer();
    const answers = await Promise.all([world(), second].map((each) => acceptInvitation(new Visitor(each), { token })));
    const bodies = answers.map(({ body }) => JSON.stringify(body)).sort();
    expect(bodies).toEqual([JSON.stringify(ACCEPTED), JSON.stringify(NOT_FOUND)].sort());
  });

  it('need the password of somebody who has one, and change neither it nor the name', async () => {
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

  it('count wrong passwords like signIn', async () => {
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
  ])('are there for another try after %s', async (_what, input, fields) => {
    const acme = await world().organization();
    const email = freshEmail();
    const token = await invitationToken(world().as(acme.key), email);
    const visitor = new Visitor(world());
    expect((await acceptInvitation(visitor, { token, ...input })).body).toEqual(acceptRefused('INVALID', ...fields));
    expect([await usersNamed(email), visitor.token]).toEqual([0, undefined]);
    expect((await offerOf(visitor, token)).body.data.invitation.email).toBe(email);
  });

  it('end seven days after they were made', async () => {
    const acme = await world().organization();
    const speaker = world().as(acme.key);
    const token = await invitationToken(speaker, freshEmail());
    const listed = async () =>
      (await speaker.run('{ organization { invitations { totalCount } } }')).body.data.organization.invitations
        .totalCount;
    const visitor = new Visitor(world());
    world().now = NOW + 7 * DAY_MS - 1;
    expect([(await offerOf(visitor, token)).body.data.invitation.role, await listed()]).toEqual(['USER', 1]);
    world().now = NOW + 7 * DAY_MS;
    expect([(await offerOf(visitor, token)).body, await listed()]).toEqual([NO_OFFER, 0]);
    expect((await acceptInvitation(visitor, { token, name: 'Grace' })).body).toEqual(NOT_FOUND);
  });

  it('of a key that ends sooner end with it', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + DAY_MS });
    const { body } = await inviteMember(world().as(key), freshEmail());
    expect(body.data.inviteMember.invitation.expiresAt).toBe('2026-11-24T12:00:00.000Z');
  });

  it('end when a newer one of the same address is made, and those of others do not', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const [email, speaker, visitor] = [freshEmail(), world().as(acme.key), new Visitor(world())];
    const other = await invitationToken(speaker, freshEmail());
    const elsewhere = await invitationToken(world().as(globex.key), email);
    const older = await invitationToken(speaker, email, 'ADMIN');
    const newer = await invitationToken(speaker, email.toUpperCase());
    expect((await offerOf(visitor, older)).body).toEqual(NO_OFFER);
    for (const token of [other, elsewhere, newer]) {
      expect((await offerOf(visitor, token)).body.data.invitation.role).toBe('USER');
    }
  });

  it('end with their organization', async () => {
    const acme = await world().organization();
    const token = await invitationToken(world().as(acme.key), freshEmail());
    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, acme.id]);
    const visitor = new Visitor(world());
    expect((await offerOf(visitor, token)).body).toEqual(NO_OFFER);
    expect((await acceptInvitation(visitor, { token, name: 'Grace' })).body).toEqual(NOT_FOUND);
  });

  it('can be withdrawn, once', async () => {
    const acme = await world().organization();
    const speaker = world().as(acme.key);
    const { invitation, link } = (await inviteMember(speaker, freshEmail())).body.data.inviteMember;
    expect((await deleteInvitation(speaker, invitation.id)).body).toEqual({
      data: { deleteInvitation: { deletedInvitationId: invitation.id, userErrors: [] } },
    });
    expect((await offerOf(new Visitor(world()), link.split('/').at(-1))).body).toEqual(NO_OFFER);
    expect((await deleteInvitation(speaker, invitation.id)).body).toEqual(DELETE_NOT_FOUND);
  });

  it('of other organizations are neither listed nor withdrawn', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const { invitation, link } = (await inviteMember(world().as(globex.key), freshEmail())).body.data.inviteMember;
    const speaker = world().as(acme.key);
    for (const id of [invitation.id, newId(NOW), "' OR 1=1 --"]) {
      expect((await deleteInvitation(speaker, id)).body).toEqual(DELETE_NOT_FOUND);
    }
    const { body } = await speaker.run('{ organization { invitations { totalCount edges { node { email } } } } }');
    expect(body.data.organization.invitations).toEqual({ totalCount: 0, edges: [] });
    expect((await offerOf(new Visitor(world()), link.split('/').at(-1))).body.data.invitation.role).toBe('USER');
  });

  it('are listed, the newest first, a page at a time', async () => {
    const acme = await world().organization();
    const speaker = world().as(acme.key);
    for (const email of ['one@example.com', 'two@example.com', 'three@example.com']) {
      world().now += 1;
      await inviteMember(speaker, email);
    }
    const page = async (after: string | null) => {
      const document = `query ($after: String) { organization { invitations(first: 2, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { email role createdBy } } } } }`;
      return (await speaker.run(document, { after })).body.data.organization.invitations;
    };
    const first = await page(null);
    expect(first).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      edges: [
        { node: { email: 'three@example.com', role: 'USER', createdBy: 'Key' } },
        { node: { email: 'two@example.com' } },
      ],
    });
    expect(await page(first.pageInfo.endCursor)).toMatchObject({
      pageInfo: { hasNextPage: false },
      edges: [{ node: { email: 'one@example.com' } }],
    });
  });

  it('are a hundred at most', async () => {
    const acme = await world().organization();
    const speaker = world().as(acme.key);
    for (let index = 0; index < 100; index += 1) await inviteMember(speaker, `guest-${index}@example.com`);
    expect((await inviteMember(speaker, freshEmail())).body).toEqual(inviteRefused('LIMIT_REACHED', 'input'));
    const again = await inviteMember(speaker, 'guest-7@example.com'); // In the place of the one before.
    expect(again.body.data.inviteMember.userErrors).toEqual([]);
    world().now = NOW + 7 * DAY_MS;
    expect((await inviteMember(speaker, freshEmail())).body.data.inviteMember.userErrors).toEqual([]);
  });

  it.each([
    '',
    'guest',
    '@example.com',
    'guest@',
    'a b@example.com',
    'a@b@c',
    '"a b"@example.com',
    '"a"@example.com',
    'a@x.de,b@x.de',
    'a,b@x.de',
    'a;b@x.de',
    '<a@x.de>',
    'a<b@x.de>',
    'a(b)@x.de',
    'a:b@x.de',
    'a@[127.0.0.1]',
    `${'a'.repeat(65)}@x.de`,
    `a@${'b'.repeat(190)}`,
    'a\u202e@x.de',
    'a\u0000@x.de',
    'a@x.de\r\nBcc:b@x.de',
  ])('are sent to addresses alone: %j', async (email) => {
    const acme = await world().organization();
    expect((await inviteMember(world().as(acme.key), email)).body).toEqual(inviteRefused('INVALID', 'input', 'email'));
  });

  it('are for people who are no members yet', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const answer = await inviteMember(world().as(acme.key), ada.email.toUpperCase());
    expect(answer.body).toEqual(inviteRefused('INVALID', 'input', 'email'));
  });

  it('leave the role of somebody alone who became a member in between', async () => {
    const acme = await world().organization();
    const ada = await addUser(world());
    const token = await invitationToken(world().as(acme.key), ada.email, 'ADMIN');
    await addMembership(world(), ada, acme, 'USER');
    const visitor = new Visitor(world());
    expect((await acceptInvitation(visitor, { token })).body).toEqual(ACCEPTED);
    const { body } = await visitor.run('{ viewer { memberships { role } } }');
    expect(body.data.viewer.memberships).toEqual([{ role: 'USER' }]);
  });

  it('that somebody who is signed in accepts end that session', async () => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    const before = new Visitor(world(), browser.token);
    const email = freshEmail();
    const token = await invitationToken(browser, email);
    await acceptInvitation(browser, { token, name: 'Grace' });
    expect((await browser.run(WHO)).body.data.viewer.email).toBe(email);
    expect((await before.run(WHO)).status).toBe(401);
  });

  it('offer nothing beyond the scopes of who invites', async () => {
    const acme = await world().organization();
    const { body } = await world().as(acme.key).run('{ viewer { scopes } }');
    const daily: string[] = body.data.viewer.scopes.filter((name: string) => USER_GROUPS.test(name));
    const invite = 'workspace.admin.user:invite';
    const bare = world().as(await world().key(acme, { scopes: [invite] }));
    const user = world().as(await world().key(acme, { scopes: [invite, ...daily] }));
    const refused = inviteRefused('SCOPE_NOT_GRANTABLE', 'input', 'role');
    expect((await inviteMember(bare, freshEmail(), 'USER')).body).toEqual(refused);
    expect((await inviteMember(bare, freshEmail(), 'ADMIN')).body).toEqual(refused);
    expect((await inviteMember(user, freshEmail(), 'ADMIN')).body).toEqual(refused);
    expect((await inviteMember(user, freshEmail(), 'USER')).body.data.inviteMember.userErrors).toEqual([]);
  });

  it('need the scope to invite', async () => {
    const acme = await world().organization();
    const bob = await signedIn(world(), await addPerson(world(), acme, { role: 'USER' }));
    const refused = [{ extensions: { code: 'FORBIDDEN', requiredScopes: [['workspace.admin.user:invite']] } }];
    expect((await inviteMember(bob, freshEmail())).body.errors).toMatchObject(refused);
    expect((await deleteInvitation(bob, newId(NOW))).body.errors).toMatchObject(refused);
    expect((await bob.run('{ organization { invitations { totalCount } } }')).body.errors).toMatchObject(refused);
  });

  it('are told to the audit log once for each step', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const admin = await signedIn(world(), ada);
    const ids: string[] = [];
    const tokens: string[] = [];
    for (const email of [freshEmail(), freshEmail()]) {
      const { invitation, link } = (await inviteMember(admin, email)).body.data.inviteMember;
      ids.push(invitation.id);
      tokens.push(link.split('/').at(-1));
    }
    await inviteMember(admin, ada.email);
    await deleteInvitation(admin, String(ids[0]));
    const visitor = new Visitor(world());
    await acceptInvitation(visitor, { token: tokens[1], name: 'Grace' });
    const { memberId } = (await visitor.run('{ viewer { memberId } }')).body.data.viewer;
    const actor = { actorKind: 'MEMBER', actorId: ada.memberId, actorName: 'Ada', address: '127.0.0.1' };
    const done = { outcome: 'SUCCESS', codes: '' };
    const invited = await auditRows(world(), acme, 'invitation.created');
    expect(invited.slice(0, 1)).toEqual([
      { ...actor, type: 'invitation.created', targetId: null, outcome: 'REFUSED', codes: 'INVALID' },
    ]);
    expect(
      invited
        .slice(1)
        .map(({ targetId }) => targetId)
        .sort(),
    ).toEqual(ids.sort());
    expect(await auditRows(world(), acme, 'invitation.deleted')).toEqual([
      { ...actor, type: 'invitation.deleted', targetId: expect.any(String), ...done },
    ]);
    expect(await auditRows(world(), acme, 'invitation.accepted')).toEqual([
      {
        actorKind: 'MEMBER',
        actorId: memberId,
        actorName: 'Grace',
        address: '127.0.0.1',
        type: 'invitation.accepted',
        targetId: expect.any(String),
        ...done,
      },
    ]);
  });
});
