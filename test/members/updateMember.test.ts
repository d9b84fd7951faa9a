import { newId } from '../../src/id';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, signedIn } from '../support/people';
import { invitationToken, offerOf, updateMember, updateMemberRefused } from '../support/peopleMutations';
import { USER_SCOPES } from '../support/USER_SCOPES';
import { NOW, sharedWorld } from '../support/world';

const MANAGE = ['workspace.admin.user:manage', 'workspace.admin.user:read'];

describeOnEachEngine('updateMember', (engine) => {
  const world = sharedWorld(engine);
  const rolesOf = (organization: { id: string }) =>
    world().rows('SELECT "role" FROM "membership" WHERE "organizationId" = $1 ORDER BY "role"', [organization.id]);

  it('gives a member another role, which counts at the next request', async () => {
    const acme = await world().organization();
    const admin = await signedIn(world(), await addPerson(world(), acme));
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const browser = await signedIn(world(), bob);
    const members = '{ organization { members { totalCount } } }';
    expect((await browser.run(members)).body.errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await updateMember(admin, { id: bob.memberId, role: 'ADMIN' })).body).toEqual({
      data: { updateMember: { member: { id: bob.memberId, name: 'Bob', role: 'ADMIN' }, userErrors: [] } },
    });
    expect((await browser.run(members)).body.data.organization.members.totalCount).toBe(2);
    await updateMember(admin, { id: bob.memberId, role: 'USER' });
    expect((await browser.run(members)).body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it.each([{}, { role: null }, { role: 'USER' }])(
    'changes nothing where nothing is to be changed: %j',
    async (change) => {
      const acme = await world().organization();
      const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
      expect((await updateMember(world().as(acme.key), { id: bob.memberId, ...change })).body).toEqual({
        data: { updateMember: { member: { id: bob.memberId, name: 'Bob', role: 'USER' }, userErrors: [] } },
      });
    },
  );

  it('lets the last admin be one, whoever asks', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    for (const speaker of [world().as(acme.key), await signedIn(world(), ada)]) {
      const answer = await updateMember(speaker, { id: ada.memberId, role: 'USER' });
      expect(answer.body).toEqual(updateMemberRefused('LIMIT_REACHED', 'input', 'role'));
    }
    expect(await rolesOf(acme)).toEqual([{ role: 'ADMIN' }, { role: 'USER' }]);
  });

  it('lets an admin give up the role where another one is left', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    await addPerson(world(), acme, { name: 'Bob' });
    const browser = await signedIn(world(), ada);
    expect((await updateMember(browser, { id: ada.memberId, role: 'USER' })).body.data.updateMember).toMatchObject({
      userErrors: [],
    });
    const again = await updateMember(browser, { id: ada.memberId, role: 'ADMIN' });
    expect(again.body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('lets one of two admins be one who demote each other at once, at two servers', async () => {
    const acme = await world().organization();
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), acme, { name: 'Bob' })];
    const second = await world().secondServer();
    const [a, b] = [await signedIn(world(), ada), await signedIn(second, bob)];
    await Promise.all([
      updateMember(a, { id: bob.memberId, role: 'USER' }),
      updateMember(b, { id: ada.memberId, role: 'USER' }),
    ]);
    expect(await rolesOf(acme)).toEqual([{ role: 'ADMIN' }, { role: 'USER' }]);
  });

  it.each([
    ['without the scopes of an admin', [...MANAGE, ...USER_SCOPES], 'ADMIN'],
    ['without those of a user', MANAGE, 'ADMIN'],
  ])('gives nobody a role that goes beyond the caller: a key %s', async (_what, scopes, role) => {
    const acme = await world().organization();
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const key = await world().key(acme, { scopes });
    const answer = await updateMember(world().as(key), { id: bob.memberId, role });
    expect(answer.body).toEqual(updateMemberRefused('SCOPE_NOT_GRANTABLE', 'input', 'role'));
    expect(await rolesOf(acme)).toEqual([{ role: 'USER' }]);
  });

  it('gives nobody the role of a user either that goes beyond the caller', async () => {
    const acme = await world().organization();
    await addPerson(world(), acme);
    const bob = await addPerson(world(), acme, { name: 'Bob' });
    const key = await world().key(acme, { scopes: MANAGE });
    const refused = await updateMember(world().as(key), { id: bob.memberId, role: 'USER' });
    expect(refused.body).toEqual(updateMemberRefused('SCOPE_NOT_GRANTABLE', 'input', 'role'));
    const able = await world().key(acme, { scopes: [...MANAGE, ...USER_SCOPES] });
    const done = await updateMember(world().as(able), { id: bob.memberId, role: 'USER' });
    expect(done.body.data.updateMember.userErrors).toEqual([]);
  });

  it('ends the invitations that the person made, where the role is another one then', async () => {
    const acme = await world().organization();
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), acme, { name: 'Bob' })];
    const admin = await signedIn(world(), ada);
    const token = await invitationToken(await signedIn(world(), bob), 'mallory@example.com', 'ADMIN');
    const kept = await invitationToken(admin, 'grace@example.com');
    const offers = async () =>
      Promise.all([token, kept].map(async (each) => (await offerOf(admin, each)).body.data.invitation?.email ?? null));
    await updateMember(admin, { id: bob.memberId, role: 'ADMIN' });
    expect(await offers()).toEqual(['mallory@example.com', 'grace@example.com']);
    await updateMember(admin, { id: bob.memberId, role: 'USER' });
    expect(await offers()).toEqual([null, 'grace@example.com']);
  });

  it('needs the scope to manage members', async () => {
    const acme = await world().organization();
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const answer = await updateMember(await signedIn(world(), bob), { id: bob.memberId, role: 'ADMIN' });
    expect(answer.body).toMatchObject({
      data: { updateMember: null },
      errors: [{ extensions: { code: 'FORBIDDEN', requiredScopes: [['workspace.admin.user:manage']] } }],
    });
  });

  it('answers of members of other organizations as of none', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const bob = await addPerson(world(), globex, { name: 'Bob', role: 'USER' });
    for (const id of [bob.memberId, newId(NOW), bob.userId, '\u0000', "' OR 1=1 --"]) {
      const answer = await updateMember(world().as(acme.key), { id, role: 'ADMIN' });
      expect(answer.body).toEqual(updateMemberRefused('NOT_FOUND', 'input', 'id'));
    }
    expect(await rolesOf(globex)).toEqual([{ role: 'USER' }]);
  });

  it('is told to the audit log once for each try', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const browser = await signedIn(world(), ada);
    await updateMember(browser, { id: newId(NOW), role: 'USER' });
    await updateMember(browser, { id: ada.memberId, role: 'USER' });
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    await updateMember(browser, { id: bob.memberId, role: 'ADMIN' });
    const row = {
      actorKind: 'MEMBER',
      actorId: ada.memberId,
      actorName: 'Ada',
      type: 'member.updated',
      address: '127.0.0.1',
    };
    expect(await auditRows(world(), acme, 'member.updated')).toEqual([
      { ...row, targetId: ada.memberId, outcome: 'REFUSED', codes: 'LIMIT_REACHED' },
      { ...row, targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND' },
      { ...row, targetId: bob.memberId, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
