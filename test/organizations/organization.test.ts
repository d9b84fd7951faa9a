import { newId } from '../../src/id';
import { countStatements } from '../support/countStatements';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, signedIn } from '../support/people';
import { NOW, sharedWorld } from '../support/world';

const OWN = '{ organization { id name createdAt } }';
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Organization { id name createdAt } }
}`;

describeOnEachEngine('the organization', (engine) => {
  const world = sharedWorld(engine);

  it('is that of the caller, whatever scopes it has', async () => {
    const [acme] = [await world().organization('Acme'), await world().organization('Other')];
    const { id: processId } = await world().process(acme);
    const own = { organization: { id: acme.id, name: 'Acme', createdAt: '2026-11-23T12:00:00.000Z' } };
    const callers = [
      world().as(acme.key),
      world().as(await world().key(acme, { processId, scopes: ['workspace.process:read'] })),
      await signedIn(world(), await addPerson(world(), acme, { role: 'USER' })),
    ];
    for (const caller of callers) expect((await caller.run(OWN)).body).toEqual({ data: own });
  });

  it('is refused without a credential', async () => {
    expect((await world().as(null).run(OWN)).status).toBe(401);
  });

  it('is found by its id, wherever that stands among others, and no other is', async () => {
    const [acme, other] = [await world().organization('Acme'), await world().organization('Other')];
    const representations = [other.id, newId(NOW), acme.id, acme.id].map((id) => ({ __typename: 'Organization', id }));
    const { body } = await world().as(acme.key).run(ENTITIES, { representations });
    const own = { id: acme.id, name: 'Acme', createdAt: '2026-11-23T12:00:00.000Z' };
    expect(body).toEqual({ data: { _entities: [null, null, own, own] } });
  });

  it('is not read for the ids of others', async () => {
    const [acme, other] = [await world().organization('Acme'), await world().organization('Other')];
    const representations = [{ __typename: 'Organization', id: other.id }];
    const readCount = await countStatements(world(), /FROM "organization"/, async () => {
      const { body } = await world().as(acme.key).run(ENTITIES, { representations });
      expect(body).toEqual({ data: { _entities: [null] } });
    });
    expect(readCount).toBe(0);
  });

  it('is read where nobody read it before, and is missed where it is not there', async () => {
    const acme = await world().organization('Acme');
    const { organizations } = world().app.services;
    const own = await organizations.own(world().operator(acme));
    expect({ ...own }).toEqual({ id: acme.id, name: 'Acme', createdAt: NOW });
    const lost = organizations.own(world().operator({ id: newId(NOW) }));
    await expect(lost).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });
});
