import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, signedIn } from '../support/people';
import { deleteInvitation, inviteMember, offerOf } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld, type TestOrganization } from '../support/world';

const DELETE_NOT_FOUND = {
  data: {
    deleteInvitation: { deletedInvitationId: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }] },
  },
};

describeOnEachEngine('deleteInvitation', (engine) => {
  const world = sharedWorld(engine);

  /** Invites somebody; gives the invitation's id, and what asks what its token offers. */
  async function invited({ key }: TestOrganization): Promise<{ id: string; offer: () => Promise<unknown> }> {
    const { invitation, link } = (await inviteMember(world().as(key), `${newId(NOW)}@example.com`)).body.data
      .inviteMember;
    const offer = async () => (await offerOf(new Visitor(world()), link.split('/').at(-1))).body.data.invitation;
    return { id: invitation.id, offer };
  }

  it('withdraws an invitation, once, and no other', async () => {
    const acme = await world().organization();
    const [withdrawn, kept] = [await invited(acme), await invited(acme)];
    const speaker = world().as(acme.key);
    expect((await deleteInvitation(speaker, withdrawn.id)).body).toEqual({
      data: { deleteInvitation: { deletedInvitationId: withdrawn.id, userErrors: [] } },
    });
    expect(await withdrawn.offer()).toBeNull();
    expect(await kept.offer()).toMatchObject({ role: 'USER' });
    expect((await deleteInvitation(speaker, withdrawn.id)).body).toEqual(DELETE_NOT_FOUND);
  });

  it('answers of an invitation of another organization as of none, and leaves it', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const { id, offer } = await invited(globex);
    for (const each of [id, newId(NOW), '', '%', "' OR 1=1 --"]) {
      expect((await deleteInvitation(world().as(acme.key), each)).body).toEqual(DELETE_NOT_FOUND);
    }
    expect(await offer()).toMatchObject({ organizationName: 'Globex' });
  });

  it('answers of an invitation that has expired as of none', async () => {
    const acme = await world().organization();
    const { id } = await invited(acme);
    world().now = NOW + 7 * DAY_MS;
    expect((await deleteInvitation(world().as(acme.key), id)).body).toEqual(DELETE_NOT_FOUND);
  });

  it('needs the scope to invite', async () => {
    const acme = await world().organization();
    const { id, offer } = await invited(acme);
    const bob = await signedIn(world(), await addPerson(world(), acme, { role: 'USER' }));
    const { body } = await deleteInvitation(bob, id);
    expect([body.data, body.errors[0].extensions]).toEqual([
      { deleteInvitation: null },
      { code: 'FORBIDDEN', requiredScopes: [['workspace.admin.user:invite']] },
    ]);
    expect((await deleteInvitation(world().as(null), id)).status).toBe(401);
    expect(await offer()).toMatchObject({ role: 'USER' });
  });

  it('is told to the audit log once for each try', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const admin = await signedIn(world(), ada);
    const { id } = await invited(acme);
    await deleteInvitation(admin, id);
    await deleteInvitation(admin, id);
    const actor = { actorKind: 'MEMBER', actorId: ada.memberId, actorName: 'Ada', address: '127.0.0.1' };
    expect(await auditRows(world(), acme, 'invitation.deleted')).toEqual([
      { ...actor, type: 'invitation.deleted', targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND' },
      { ...actor, type: 'invitation.deleted', targetId: id, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
