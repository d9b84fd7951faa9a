import { auditOutcomes } from '../support/auditOutcomes';
import { describeOnEachEngine } from '../support/engines';
import { INVALID_NAME, NO_NAMES } from '../support/NO_NAMES';
import { addMembership, addPerson, signedIn } from '../support/people';
import { sharedWorld, type TestOrganization } from '../support/world';

const MANAGE = 'workspace.admin.organization:manage';
const DOCUMENT = `mutation ($name: String!) {
  updateOrganization(input: { name: $name }) {
    organization { id name createdAt }
    userErrors { code message path }
  }
}`;

describeOnEachEngine('updateOrganization', (engine) => {
  const world = sharedWorld(engine);
  const nameOf = async ({ key }: TestOrganization) =>
    (await world().as(key).run('{ organization { name } }')).body.data.organization.name;

  it("renames the caller's organization, and no other", async () => {
    const [acme, other] = [await world().organization('Acme'), await world().organization('Other')];
    world().now += 60_000;
    const organization = { id: acme.id, name: 'Acme & Sons', createdAt: '2026-11-23T12:00:00.000Z' };
    expect((await world().as(acme.key).run(DOCUMENT, { name: ' Acme & Sons ' })).body).toEqual({
      data: { updateOrganization: { organization, userErrors: [] } },
    });
    const { body } = await world().as(acme.key).run('{ organization { id name createdAt } }');
    expect(body).toEqual({ data: { organization } });
    expect(await nameOf(other)).toBe('Other');
  });

  it('shows the new name to all that the same document asks for after it', async () => {
    const { key } = await world().organization();
    const { body } = await world()
      .as(key)
      .run(`mutation {
        before: createProcess(input: { name: "Bills" }) { process { organization { name } } }
        updateOrganization(input: { name: "New" }) { organization { name } }
        after: createProcess(input: { name: "Bills" }) { process { organization { name } } }
      }`);
    expect(body).toEqual({
      data: {
        before: { process: { organization: { name: 'Acme' } } },
        updateOrganization: { organization: { name: 'New' } },
        after: { process: { organization: { name: 'New' } } },
      },
    });
  });

  it('takes a name that another organization has, of up to 100 characters', async () => {
    const name = '🏢'.repeat(100);
    for (const organization of [await world().organization(), await world().organization('Other')]) {
      const { body } = await world().as(organization.key).run(DOCUMENT, { name });
      expect(body.data.updateOrganization).toMatchObject({ organization: { name }, userErrors: [] });
    }
  });

  it.each(NO_NAMES)('refuses a name with %s, and changes nothing', async (_what, name) => {
    const acme = await world().organization();
    expect((await world().as(acme.key).run(DOCUMENT, { name })).body).toEqual({
      data: { updateOrganization: { organization: null, userErrors: [INVALID_NAME] } },
    });
    expect(await nameOf(acme)).toBe('Acme');
  });

  it('renames, for a person, the organization that the person is in now', async () => {
    const [acme, globex] = [await world().organization(), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    await addMembership(world(), ada, globex);
    await (await signedIn(world(), ada)).run(DOCUMENT, { name: 'New' });
    expect([await nameOf(acme), await nameOf(globex)]).toEqual(['New', 'Globex']);
  });

  it('takes one scope alone', async () => {
    const acme = await world().organization();
    const { body } = await world()
      .as(await world().key(acme, { scopes: [MANAGE] }))
      .run(DOCUMENT, { name: 'New' });
    expect(body.data.updateOrganization).toMatchObject({ organization: { name: 'New' }, userErrors: [] });
  });

  it('is refused to every other scope, to a key of a process and without a credential', async () => {
    const acme = await world().organization();
    const { body } = await world().as(acme.key).run('{ viewer { scopes } }');
    const others = body.data.viewer.scopes.filter((name: string) => name !== MANAGE);
    const { id: processId } = await world().process(acme);
    for (const key of [await world().key(acme, { scopes: others }), await world().key(acme, { processId })]) {
      const answer = await world().as(key).run(DOCUMENT, { name: 'Taken' });
      expect([answer.status, answer.body.data, answer.body.errors[0].extensions]).toEqual([
        200,
        { updateOrganization: null },
        { code: 'FORBIDDEN', requiredScopes: [[MANAGE]] },
      ]);
    }
    expect((await world().as(null).run(DOCUMENT, { name: 'Taken' })).status).toBe(401);
    expect(await nameOf(acme)).toBe('Acme');
  });

  it('leaves one audit row, done or refused', async () => {
    const acme = await world().organization();
    await world().as(acme.key).run(DOCUMENT, { name: 'New' });
    await world().as(acme.key).run(DOCUMENT, { name: '' });
    expect(await auditOutcomes(world(), acme.key)).toEqual([
      { targetId: acme.id, outcome: 'REFUSED', codes: 'INVALID' },
      { targetId: acme.id, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
