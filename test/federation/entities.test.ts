import { newId } from '../../src/id';
import { addMember } from '../support/addMember';
import { countStatements } from '../support/countStatements';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld, type TestOrganization } from '../support/world';
import { ask } from './RunningGateway';
import { bearerOf, sharedGraph, type TestGraph } from './sharedGraph';
import { startApolloGateway } from './startApolloGateway';
import { startHiveGateway } from './startHiveGateway';
import { supergraphOf } from './supergraph';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Organization { title: name }
    ... on Process { label: name }
    ... on ApiKey { user }
    ... on Member { email }
  }
}`;

const COLLECTIONS = '{ collections { name process { name } } }';

const ANY = /./;
const OF_PROCESSES = /FROM "process"/;

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

describe.each([
  ['Hive Gateway', true, startHiveGateway, 'One call takes 100 representations at most.'],
  ['Apollo Gateway', false, startApolloGateway, '400: Bad Request'],
])('entities asked for by %s', (_name, hasAuthDirectives, start, refusal) => {
  const graph = sharedGraph('sqlite', hasAuthDirectives, start);

  /** Makes a collection in each of these processes, named in their order. */
  const collect = ({ documents }: TestGraph, { id: organizationId }: TestOrganization, processIds: readonly string[]) =>
    processIds.forEach((processId, index) => {
      documents.rows.push({ id: newId(NOW), name: String(index), processId, organizationId });
    });

  /** Makes as many processes with a collection each. Shape: what `COLLECTIONS` should be answered with. */
  async function collectMany(acme: TestOrganization, count: number) {
    const processes = [];
    for (let index = 0; index < count; index += 1) processes.push(await graph().world.process(acme, `P${index}`));
    const processIds = processes.map(({ id }) => id);
    collect(graph(), acme, processIds);
    return { collections: processes.map(({ name }, index) => ({ name: String(index), process: { name } })) };
  }

  it('come in order, also where some are there twice, are of others, or are not there', async () => {
    const { world, gateway } = graph();
    const [acme, other] = [await world.organization(), await world.organization('Other')];
    const [a, b] = [await world.process(acme, 'A'), await world.process(acme, 'B')];
    const foreign = await world.process(other, 'Foreign');
    collect(graph(), acme, [b.id, a.id, foreign.id, b.id, newId(NOW), a.id]);
    expect(await ask(gateway, await bearerOf(graph(), acme.key), COLLECTIONS)).toEqual({
      status: 200,
      body: {
        data: {
          collections: [
            { name: '0', process: { name: 'B' } },
            { name: '1', process: { name: 'A' } },
            { name: '2', process: { name: null } },
            { name: '3', process: { name: 'B' } },
            { name: '4', process: { name: null } },
            { name: '5', process: { name: 'A' } },
          ],
        },
      },
    });
  });

  it('are more than a hundred in one statement, since the gateway proves itself', async () => {
    const { world, gateway } = graph();
    const acme = await world.organization();
    const data = await collectMany(acme, 101);
    const bearer = await bearerOf(graph(), acme.key);
    let answer: unknown;
    const work = async () => {
      answer = await ask(gateway, bearer, COLLECTIONS);
    };
    expect(await countStatements(world, OF_PROCESSES, work)).toBe(1);
    expect(answer).toEqual({ status: 200, body: { data } });
  });

  it('are a hundred at most for a gateway that does not prove itself', async () => {
    const { world, documents } = graph();
    const supergraph = await supergraphOf(world, documents);
    const gateway = await start({ supergraph, issuer: world.url, gatewaySecret: 'something else' });
    try {
      const acme = await world.organization();
      await collectMany(acme, 101);
      const { body } = await ask(gateway, await bearerOf(graph(), acme.key), COLLECTIONS);
      expect(body.errors[0].message).toBe(refusal);
      const none = Array.from({ length: 101 }, (_, index) => ({ name: String(index), process: { name: null } }));
      expect(body.data).toEqual({ collections: none });
    } finally {
      await gateway.close();
    }
  });
});
