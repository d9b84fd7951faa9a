import { describeOnEachEngine } from '../support/engines';
import { sharedWorld } from '../support/world';

const QUERY = `query ($first: Int) {
  organization { name processes(first: $first) { totalCount edges { cursor node { id name } } pageInfo { endCursor } } }
}`;

describeOnEachEngine('a query that comes again and again', (engine) => {
  const world = sharedWorld(engine);

  it('is answered the same before and after it is compiled', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    for (const _time of Array.from({ length: 6 })) {
      const { body } = await world().as(acme.key).run(QUERY, { first: 5 });
      expect(body).toEqual({
        data: {
          organization: {
            name: 'Acme',
            processes: {
              totalCount: 1,
              edges: [{ cursor: expect.any(String), node: { id: process.id, name: 'Invoices' } }],
              pageInfo: { endCursor: body.data.organization.processes.edges[0].cursor },
            },
          },
        },
      });
    }
  });

  it('is refused field by field for a caller that lacks a scope, compiled or not', async () => {
    const acme = await world().organization();
    const lesser = await world().key(acme, { scopes: ['workspace.export:create'] });
    await world().process(acme);
    for (const _time of Array.from({ length: 6 })) {
      await world().as(acme.key).run(QUERY, { first: 7 });
      const { body } = await world().as(lesser).run(QUERY, { first: 7 });
      expect(body.data).toEqual({ organization: { name: 'Acme', processes: null } });
    }
  });

  it.each([
    ['a literal with a variable in it', '($id: ID!)', '[{ __typename: "Process", id: $id }]'],
    ['a variable', '($these: [_Any!]!)', '$these'],
  ])('answers entities named by %s the same before and after', async (_words, variables, representations) => {
    const acme = await world().organization();
    const { id } = await world().process(acme);
    const query = `query ${variables} { _entities(representations: ${representations}) { ... on Process { name } } }`;
    for (const _time of Array.from({ length: 6 })) {
      const { body } = await world()
        .as(acme.key)
        .run(query, { id, these: [{ __typename: 'Process', id }] });
      expect(body).toEqual({ data: { _entities: [{ name: 'Invoices' }] } });
    }
  });
});
