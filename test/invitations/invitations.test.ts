import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, forgetFailures, signedIn } from '../support/people';
import { acceptInvitation, acceptRefused, invitationToken, inviteMember, offerOf } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { NOW, sharedWorld } from '../support/world';

const EXPIRES_AT = '2026-11-30T12:00:00.000Z';
const NO_OFFER = { data: { invitation: null } };
const NOT_FOUND = acceptRefused('NOT_FOUND', 'token');

describeOnEachEngine('invitations', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => forgetFailures(world()));
  const freshEmail = () => `${newId(NOW)}@example.com`;

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

  it('end with their organization', async () => {
    const acme = await world().organization();
    const token = await invitationToken(world().as(acme.key), freshEmail());
    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, acme.id]);
    const visitor = new Visitor(world());
    expect((await offerOf(visitor, token)).body).toEqual(NO_OFFER);
    expect((await acceptInvitation(visitor, { token, name: 'Grace' })).body).toEqual(NOT_FOUND);
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

  it('of other organizations are not listed', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    await inviteMember(world().as(globex.key), freshEmail());
    const { body } = await world()
      .as(acme.key)
      .run('{ organization { invitations { totalCount edges { node { email } } } } }');
    expect(body.data.organization.invitations).toEqual({ totalCount: 0, edges: [] });
  });

  it('are listed to whoever may invite', async () => {
    const acme = await world().organization();
    const bob = await signedIn(world(), await addPerson(world(), acme, { role: 'USER' }));
    const { body } = await bob.run('{ organization { invitations { totalCount } } }');
    expect([body.data, body.errors[0].extensions]).toEqual([
      { organization: { invitations: null } },
      { code: 'FORBIDDEN', requiredScopes: [['workspace.admin.user:invite']] },
    ]);
  });
});
