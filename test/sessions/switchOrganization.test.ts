import { newId } from '../../src/id';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { addMembership, addPerson, signedIn } from '../support/people';
import { forPeopleOnly, switchOrganization } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { basic, NOW, sharedWorld } from '../support/world';

const WHERE = '{ viewer { memberId organization { name } memberships { organizationName role isCurrent } } }';
const NOT_FOUND = {
  data: {
    switchOrganization: {
      organizationId: null,
      userErrors: [{ code: 'NOT_FOUND', path: ['input', 'organizationId'] }],
    },
  },
};

describeOnEachEngine('switchOrganization', (engine) => {
  const world = sharedWorld(engine);

  it('goes on in the other organization with the same cookie, and with what the person may do there', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    world().now = NOW + 1;
    const there = await addMembership(world(), ada, globex, 'USER');
    const browser = await signedIn(world(), ada);
    const answer = await switchOrganization(browser, globex.id);
    expect(answer.body).toEqual({ data: { switchOrganization: { organizationId: globex.id, userErrors: [] } } });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await browser.run(WHERE)).body.data.viewer).toEqual({
      memberId: there,
      organization: { name: 'Globex' },
      memberships: [
        { organizationName: 'Acme', role: 'ADMIN', isCurrent: false },
        { organizationName: 'Globex', role: 'USER', isCurrent: true },
      ],
    });
    const members = await browser.run('{ organization { members { totalCount } } }');
    expect(members.body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('is not passed by: what is meant for another organization than that of the session is not done', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    world().now = NOW + 1;
    await addMembership(world(), ada, globex);
    const browser = await signedIn(world(), ada);
    const rename = (meant: string) =>
      browser.run(
        'mutation { updateOrganization(input: { name: "Acme Ltd" }) { organization { name } userErrors { code } } }',
        {},
        { 'latchkey-organization': meant },
      );
    expect((await rename(acme.id)).body.data.updateOrganization.organization).toEqual({ name: 'Acme Ltd' });
    await switchOrganization(browser, globex.id);
    for (const meant of [acme.id, newId(NOW), '']) {
      expect(await rename(meant)).toMatchObject({
        status: 409,
        body: { errors: [{ extensions: { code: 'OTHER_ORGANIZATION' } }] },
      });
    }
    const byKey = await world().graphql(
      { query: '{ viewer { name } }' },
      { authorization: basic(globex.key.value), 'latchkey-organization': acme.id },
    );
    expect(byKey.status).toBe(409);
    expect((await browser.run(WHERE)).body.data.viewer.organization.name).toBe('Globex');
  });

  it('does nothing, and tells nobody, where the person is there already', async () => {
    const acme = await world().organization('Acme');
    const browser = await signedIn(world(), await addPerson(world(), acme));
    expect((await switchOrganization(browser, acme.id)).body).toEqual({
      data: { switchOrganization: { organizationId: acme.id, userErrors: [] } },
    });
    expect(await auditRows(world(), acme, 'session.switched')).toEqual([]);
  });

  it('leaves the other sessions of the person where they are', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    await addMembership(world(), ada, globex);
    const [browser, phone] = [await signedIn(world(), ada), await signedIn(world(), ada)];
    await switchOrganization(browser, globex.id);
    expect((await phone.run(WHERE)).body.data.viewer.organization.name).toBe('Acme');
  });

  it.each([
    ['that there is not', async () => newId(NOW)],
    ['of other people', async () => (await world().organization('Globex')).id],
    ['by something that is no id', async () => "' OR 1=1 --"],
  ])('answers alike of an organization %s', async (_what, idOf) => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    expect((await switchOrganization(browser, await idOf())).body).toEqual(NOT_FOUND);
    expect((await browser.run(WHERE)).body.data.viewer.organization.name).toBe('Acme');
  });

  it('answers of a disabled organization of the person as of none', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    await addMembership(world(), ada, globex);
    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, globex.id]);
    const browser = await signedIn(world(), ada);
    expect((await switchOrganization(browser, globex.id)).body).toEqual(NOT_FOUND);
  });

  it('is refused to keys and to nobody', async () => {
    const acme = await world().organization();
    const byKey = await switchOrganization(world().as(acme.key), acme.id);
    expect([byKey.status, byKey.body]).toMatchObject([200, forPeopleOnly('switchOrganization')]);
    expect((await switchOrganization(new Visitor(world()), acme.id)).status).toBe(401);
  });

  it('is told to the audit log of the organization that the person leaves, once for each try', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    const there = await addMembership(world(), ada, globex);
    const browser = await signedIn(world(), ada);
    await switchOrganization(browser, newId(NOW));
    await switchOrganization(browser, globex.id);
    const row = {
      actorKind: 'MEMBER',
      actorId: ada.memberId,
      actorName: 'Ada',
      type: 'session.switched',
      address: '127.0.0.1',
    };
    expect(await auditRows(world(), acme, 'session.switched')).toEqual([
      { ...row, targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND' },
      { ...row, targetId: there, outcome: 'SUCCESS', codes: '' },
    ]);
    expect(await auditRows(world(), globex, 'session.switched')).toEqual([]);
  });
});
