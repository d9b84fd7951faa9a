import { newId } from '../../src/id';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addMembership, addPerson, signedIn } from '../support/people';
import { invitationToken, offerOf, removeMember, removeMemberRefused, signIn, WHO } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld } from '../support/world';

describeOnEachEngine('removeMember', (engine) => {
  const world = sharedWorld(engine);
  const membersOf = async (organization: { id: string }) =>
    (await world().rows('SELECT "id" FROM "membership" WHERE "organizationId" = $1', [organization.id])).length;

  it('takes a person out, and ends the sessions in that organization at once', async () => {
    const acme = await world().organization();
    const admin = await signedIn(world(), await addPerson(world(), acme));
    const bob = await addPerson(world(), acme, { name: 'Bob' });
    const [browser, phone] = [await signedIn(world(), bob), await signedIn(world(), bob)];
    expect((await removeMember(admin, bob.memberId)).body).toEqual({
      data: { removeMember: { removedMemberId: bob.memberId, userErrors: [] } },
    });
    for (const each of [browser, phone]) {
      expect((await each.run(WHO)).status).toBe(401);
    }
    expect(await world().rows('SELECT "id" FROM "session" WHERE "userId" = $1', [bob.userId])).toEqual([]);
    const { body } = await admin.run('{ organization { members { edges { node { name } } } } }');
    expect(body.data.organization.members.edges).toEqual([{ node: { name: 'Ada' } }]);
  });

  it('leaves the person what the person has in other organizations', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const elsewhere = await signedIn(world(), { ...bob, memberId: await addMembership(world(), bob, globex) });
    await removeMember(world().as(acme.key), bob.memberId);
    expect((await elsewhere.run(WHO)).body.data.viewer.organization.name).toBe('Globex');
    const visitor = new Visitor(world());
    await signIn(visitor, bob.email);
    expect((await visitor.run(WHO)).body.data.viewer.organization.name).toBe('Globex');
  });

  it('leaves the last admin in, whoever asks', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    for (const speaker of [world().as(acme.key), await signedIn(world(), ada)]) {
      expect((await removeMember(speaker, ada.memberId)).body).toEqual(removeMemberRefused('LIMIT_REACHED'));
    }
    expect(await membersOf(acme)).toBe(2);
  });

  it('takes out oneself where another admin is left', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    await addPerson(world(), acme, { name: 'Bob' });
    const browser = await signedIn(world(), ada);
    expect((await removeMember(browser, ada.memberId)).body.data.removeMember.userErrors).toEqual([]);
    expect((await browser.run(WHO)).status).toBe(401);
  });

  it('leaves one of two admins in who take each other out at once, at two servers', async () => {
    const acme = await world().organization();
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), acme, { name: 'Bob' })];
    const second = await world().secondServer();
    const [a, b] = [await signedIn(world(), ada), await signedIn(second, bob)];
    await Promise.all([removeMember(a, bob.memberId), removeMember(b, ada.memberId)]);
    expect(await membersOf(acme)).toBe(1);
  });

  it('ends the invitations that the person made, and no others', async () => {
    const acme = await world().organization();
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), acme, { name: 'Bob' })];
    const admin = await signedIn(world(), ada);
    const ended = await invitationToken(await signedIn(world(), bob), 'mallory@example.com', 'ADMIN');
    const kept = await invitationToken(admin, 'grace@example.com');
    await removeMember(admin, bob.memberId);
    expect((await offerOf(new Visitor(world()), ended)).body).toEqual({ data: { invitation: null } });
    expect((await offerOf(new Visitor(world()), kept)).body.data.invitation.email).toBe('grace@example.com');
  });

  it('needs the scope to manage members', async () => {
    const acme = await world().organization();
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const answer = await removeMember(await signedIn(world(), bob), bob.memberId);
    expect(answer.body).toMatchObject({
      data: { removeMember: null },
      errors: [{ extensions: { code: 'FORBIDDEN', requiredScopes: [['workspace.admin.user:manage']] } }],
    });
    expect(await membersOf(acme)).toBe(1);
  });

  it('answers of members of other organizations as of none', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const bob = await addPerson(world(), globex, { name: 'Bob', role: 'USER' });
    for (const id of [bob.memberId, newId(NOW), bob.userId, '\u0000', "' OR 1=1 --"]) {
      expect((await removeMember(world().as(acme.key), id)).body).toEqual(removeMemberRefused('NOT_FOUND'));
    }
    expect(await membersOf(globex)).toBe(1);
  });

  it('is told to the audit log once for each try', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const browser = await signedIn(world(), ada);
    await removeMember(browser, ada.memberId);
    await removeMember(browser, bob.memberId);
    await removeMember(browser, bob.memberId);
    const row = {
      actorKind: 'MEMBER',
      actorId: ada.memberId,
      actorName: 'Ada',
      type: 'member.removed',
      address: '127.0.0.1',
    };
    expect(await auditRows(world(), acme, 'member.removed')).toEqual([
      { ...row, targetId: ada.memberId, outcome: 'REFUSED', codes: 'LIMIT_REACHED' },
      { ...row, targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND' },
      { ...row, targetId: bob.memberId, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
