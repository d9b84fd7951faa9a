import type { Engine } from '../../src/database/options';
import { tokenOf } from '../support/oauth';
import { sharedWorld, type TestKey, type TestOrganization, type World } from '../support/world';
import { GRAPH } from './audience';
import { DocumentsSubgraph } from './DocumentsSubgraph';
import type { GatewayParts, RunningGateway } from './RunningGateway';
import { supergraphOf } from './supergraph';

/** By what a gateway proves itself. */
export const GATEWAY_SECRET = 'the gateway and the server share this';

/** A graph as tests hold it. */
export interface TestGraph {
  readonly world: World;
  readonly documents: DocumentsSubgraph;
  readonly gateway: RunningGateway;
}

/** A process with one collection of documents. */
export interface Workplace {
  readonly acme: TestOrganization;
  readonly processId: string;
}

/** One server, one subgraph of documents and a gateway before them, for all tests of a `describe`. */
export function sharedGraph(
  engine: Engine,
  hasAuthDirectives: boolean,
  start: (parts: GatewayParts) => Promise<RunningGateway>,
): () => TestGraph {
  const directives = hasAuthDirectives ? 'on' : 'off';
  const world = sharedWorld(engine, { GATEWAY_SECRET, FEDERATION_AUTH_DIRECTIVES: directives });
  let documents: DocumentsSubgraph;
  let gateway: RunningGateway;
  beforeAll(async () => {
    documents = await DocumentsSubgraph.start(world().url, hasAuthDirectives);
    const supergraph = await supergraphOf(world(), documents);
    gateway = await start({ supergraph, issuer: world().url, gatewaySecret: GATEWAY_SECRET });
  });
  afterAll(async () => {
    await gateway.close();
    await documents.close();
  });
  return () => ({ world: world(), documents, gateway });
}

/** Makes an organization with a process, and a collection in it. */
export async function makeWorkplace({ world, documents }: TestGraph): Promise<Workplace> {
  const acme = await world.organization();
  const { id: processId } = await world.process(acme);
  documents.rows.push({
    id: `of-${processId}`,
    name: 'March',
    processId,
    organizationId: acme.id,
    apiKeyId: acme.key.id,
  });
  return { acme, processId };
}

/** The `Authorization` header of a key's token, good in the whole graph. @param scope all of the key's if left out */
export async function bearerOf({ world: { url } }: TestGraph, key: TestKey, scope?: string): Promise<string> {
  const form = { resource: [url, GRAPH], ...(scope === undefined ? {} : { scope }) };
  return `Bearer ${await tokenOf(url, key, form)}`;
}

/** How many GraphQL requests this server has answered. */
export function answeredCount({ world }: TestGraph): number {
  return world.logLines.filter((line) => line.includes('"answered"') && line.includes('"/graphql"')).length;
}
