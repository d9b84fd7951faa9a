import { newId } from '../../src/id';
import { countStatements } from '../support/countStatements';
import { NOW, type TestOrganization } from '../support/world';
import { ask, type GatewayParts, type RunningGateway } from './RunningGateway';
import { bearerOf, type TestGraph } from './sharedGraph';
import { supergraphOf } from './supergraph';

const COLLECTIONS = '{ collections { name process { name } } }';
const OF_PROCESSES = /FROM "process"/;

/** What must hold of the entities that a gateway asks for. @param refusal how it tells that it asked for too many */
export function describeEntities(
  graph: () => TestGraph,
  start: (parts: GatewayParts) => Promise<RunningGateway>,
  refusal: string,
): void {
  /** Makes a collection in each of these processes, named in their order. */
  const collect = ({ documents }: TestGraph, { id: organizationId }: TestOrganization, processIds: readonly string[]) =>
    processIds.forEach((processId, index) => {
      documents.rows.push({ id: newId(NOW), name: String(index), processId, organizationId });
    });

  /** Makes as many processes with a collection each. Shape: the names of the processes. */
  async function collectMany(acme: TestOrganization, count: number): Promise<string[]> {
    const processes = [];
    for (let index = 0; index < count; index += 1) processes.push(await graph().world.process(acme, `P${index}`));
    const processIds = processes.map(({ id }) => id);
    collect(graph(), acme, processIds);
    return processes.map(({ name }) => name);
  }

  it('entities come in order, also where some are there twice, are of others, or are not there', async () => {
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

  it('more than a hundred entities are one statement, since the gateway proves itself', async () => {
    const { world, gateway } = graph();
    const acme = await world.organization();
    const names = await collectMany(acme, 101);
    const bearer = await bearerOf(graph(), acme.key);
    let answer: unknown;
    const work = async () => {
      answer = await ask(gateway, bearer, COLLECTIONS);
    };
    expect(await countStatements(world, OF_PROCESSES, work)).toBe(1);
    const collections = names.map((name, index) => ({ name: String(index), process: { name } }));
    expect(answer).toEqual({ status: 200, body: { data: { collections } } });
  });

  it('entities are a hundred at most for a gateway that does not prove itself', async () => {
    const { world, documents } = graph();
    const supergraph = await supergraphOf(world, documents);
    const gateway = await start({ supergraph, issuer: world.url, gatewaySecret: 'something else' });
    try {
      const acme = await world.organization();
      const names = await collectMany(acme, 101);
      const { body } = await ask(gateway, await bearerOf(graph(), acme.key), COLLECTIONS);
      expect(body.errors[0].message).toBe(refusal);
      const collections = names.map((_name, index) => ({ name: String(index), process: { name: null } }));
      expect(body.data).toEqual({ collections });
    } finally {
      await gateway.close();
    }
  });
}
