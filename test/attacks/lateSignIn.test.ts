import { describeOnEachEngine } from '../support/engines';
import { addPerson, forgetFailures, PASSWORD, signedIn } from '../support/people';
import { acceptInvitation, changePassword, inviteMember, removeMember, signIn } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { sharedWorld } from '../support/world';

const VIEWER = '{ viewer { kind } }';

describeOnEachEngine('whoever was let in too late', (engine) => {
  const world = sharedWorld(engine);
  afterEach(() => forgetFailures(world()));

  it('T89 has no session: a sign-in that began before the password was changed does not outlast the change', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const owner = await signedIn(world(), ada);
    const { passwords } = world().app.services;
    const { user } = await passwords.check(ada.email, PASSWORD, '192.0.2.1');
    await changePassword(owner, 'staple horse correct');
    const proof = { userId: ada.userId, membershipId: ada.memberId, passwordHash: user?.passwordHash ?? '' };
    const origin = { address: '192.0.2.1', requestId: 'late' };
    expect(await world().app.services.sessions.start(null, proof, origin)).toBeNull();
  });

  it('T53 has no session: a membership that was removed meanwhile begins none', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    await addPerson(world(), acme, { name: 'Grace' });
    const { user } = await world().app.services.passwords.check(ada.email, PASSWORD, '192.0.2.1');
    await removeMember(world().as(acme.key), ada.memberId);
    const proof = { userId: ada.userId, membershipId: ada.memberId, passwordHash: user?.passwordHash ?? '' };
    expect(await world().app.services.sessions.start(null, proof, { address: '', requestId: '' })).toBeNull();
  });

  it.each([
    ['deleted', (id: string) => `mutation { deleteApiKey(input: { id: "${id}" }) { userErrors { code } } }`],
    [
      'narrowed',
      (id: string) =>
        `mutation { updateApiKey(input: { id: "${id}", scopes: ["workspace.process:read"] }) { userErrors { code } } }`,
    ],
  ])('has no invitation: it ends with the key that made it, once that is %s', async (_what, end) => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const token = await invite(world().as(key), `eve-${key.user}@example.com`);
    await world().as(acme.key).run(end(key.id));
    const { body } = await acceptInvitation(new Visitor(world()), { token, name: 'Eve' });
    expect(body.data.acceptInvitation.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'token'] }]);
  });

  it('has no invitation: it ends with the key that made it, once that is disabled by whoever found it', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const token = await invite(world().as(key), `eve-${key.user}@example.com`);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = `token=${encodeURIComponent(key.value)}`;
    await world().request({ method: 'POST', path: '/oauth/revoke', headers: form, body });
    const answer = await acceptInvitation(new Visitor(world()), { token, name: 'Eve' });
    expect(answer.body.data.acceptInvitation.userErrors[0].code).toBe('NOT_FOUND');
  });

  it.each([
    ['removed', (id: string) => `removeMember(input: { id: "${id}" }) { userErrors { code } }`],
    ['a user', (id: string) => `updateMember(input: { id: "${id}", role: USER }) { userErrors { code } }`],
  ])('has no invitation: it ends when the admin who made it is %s', async (_what, mutation) => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    await addPerson(world(), acme, { name: 'Grace' });
    const token = await invite(await signedIn(world(), ada), `mallory-${ada.userId}@example.com`);
    await world()
      .as(acme.key)
      .run(`mutation { ${mutation(ada.memberId)} }`);
    const { body } = await acceptInvitation(new Visitor(world()), { token, name: 'Mallory' });
    expect(body.data.acceptInvitation.userErrors[0].code).toBe('NOT_FOUND');
  });

  it('joins nothing by a password that was changed after it was checked, and the invitation stays', async () => {
    const [acme, globex] = [await world().organization(), await world().organization()];
    const ada = await addPerson(world(), acme);
    const token = await invite(world().as(globex.key), ada.email);
    const { passwords } = world().app.services;
    const check = passwords.check.bind(passwords);
    jest.spyOn(passwords, 'check').mockImplementationOnce(async (...tried) => {
      const checked = await check(...tried);
      await world().rows('UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2', ['another', ada.userId]);
      return checked;
    });
    const { body } = await acceptInvitation(new Visitor(world()), { token, password: PASSWORD });
    expect(body.data.acceptInvitation.userErrors[0].code).toBe('NOT_FOUND');
    const offer = await new Visitor(world()).run(`{ invitation(token: "${token}") { email } }`);
    expect(offer.body.data.invitation).toEqual({ email: ada.email });
  });

  it('keeps an invitation whose key was only renamed', async () => {
    const acme = await world().organization();
    const token = await invite(world().as(acme.key), `eve-${acme.id}@example.com`);
    await world()
      .as(acme.key)
      .run(`mutation { updateApiKey(input: { id: "${acme.key.id}", name: "B" }) { userErrors { code } } }`);
    const { body } = await acceptInvitation(new Visitor(world()), { token, name: 'Eve' });
    expect(body.data.acceptInvitation.userErrors).toEqual([]);
  });

  it('leaves one line where a password was guessed through an invitation', async () => {
    const [acme, globex] = [await world().organization(), await world().organization()];
    const ada = await addPerson(world(), acme);
    const token = await invite(world().as(globex.key), ada.email);
    await acceptInvitation(new Visitor(world()), { token, password: 'not the password' });
    const lines = `SELECT "targetId", "outcome" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'session.started'`;
    expect(await world().rows(lines, [acme.id])).toEqual([{ targetId: ada.memberId, outcome: 'REFUSED' }]);
  });

  it('takes an ended session away and gives another with one cookie', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const visitor = new Visitor(world(), 'x'.repeat(43));
    const { headers } = await signIn(visitor, ada.email);
    expect(headers['set-cookie']).toHaveLength(1);
    expect((await visitor.run(VIEWER)).body).toEqual({ data: { viewer: { kind: 'MEMBER' } } });
  });

  it('is refused with characters that PostgreSQL does not take', async () => {
    const { status, body } = await signIn(world().as(null), 'a\u0000@example.com');
    expect([status, body.data.signIn.userErrors[0].code]).toEqual([200, 'INVALID']);
  });

  it('has twenty sessions at most: the oldest end', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const visitors: Visitor[] = [];
    for (let count = 0; count < 21; count += 1) {
      world().now += 1;
      visitors.push(await signedIn(world(), ada));
    }
    const answers = await Promise.all(visitors.map((visitor) => visitor.run(VIEWER)));
    expect(answers.map(({ status }) => status)).toEqual([401, ...Array<number>(20).fill(200)]);
  });

  async function invite(speaker: Parameters<typeof inviteMember>[0], email: string): Promise<string> {
    const { body } = await inviteMember(speaker, email, 'ADMIN');
    return String(body.data.inviteMember.link).split('/').at(-1) ?? '';
  }
});
