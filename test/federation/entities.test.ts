import { newId } from '../../src/id';
import { addMember } from '../support/addMember';
import { countStatements } from '../support/countStatements';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld } from '../support/world';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Organization { title: name }
    ... on Process { label: name }
    ... on ApiKey { user }
    ... on Member { email }
  }
}`;

const ANY = /./;

describeOnEachEngine('_entities', (engine) => {
  const world = sharedWorld(engine);

  it('takes one statement for a hundred representations, beside the one for the caller', async () => {
    const acme = await world().organization();
    const own = { __typename: 'Process', id: (await world().process(acme)).id };
    const missing = Array.from({ length: 98 }, () => ({ __typename: 'Process', id: newId(NOW) }));
    const representations = [own, ...missing, own];
    const work = () => world().as(acme.key).run(ENTITIES, { representations });
    expect(await countStatements(world(), ANY, work)).toBe(2);
  });

  it('takes one statement for each type, however they are mixed', async () => {
    const acme = await world().organization();
    const { id } = await world().process(acme);
    const member = await addMember(world(), acme);
    const each = [
      { __typename: 'Organization', id: acme.id },
      { __typename: 'Process', id },
      { __typename: 'ApiKey', id: acme.key.id },
      { __typename: 'Member', id: member.id },
    ];
    const representations = [...each, ...each, ...each];
    const work = () => world().as(acme.key).run(ENTITIES, { representations });
    expect(await countStatements(world(), ANY, work)).toBe(5);
  });
});
