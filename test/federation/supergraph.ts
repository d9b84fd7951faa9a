import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import type { World } from '../support/world';
import type { DocumentsSubgraph } from './DocumentsSubgraph';

/** A subgraph as composers take it. */
export interface SubgraphText {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** What a subgraph says of itself over HTTP. */
export async function textOf(name: string, url: string): Promise<SubgraphText> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const { data } = (await answer.json()) as { data: { _service: { sdl: string } } }; // Federation's own contract.
  return { name, url, sdl: data._service.sdl };
}

/** The graph of a running server and the running documents. */
export async function supergraphOf(world: World, documents: DocumentsSubgraph): Promise<string> {
  return composedByApollo([await textOf('latchkey', `${world.url}/graphql`), await textOf('documents', documents.url)]);
}

/** One graph of several subgraphs, by Apollo's composer. */
export function composedByApollo(subgraphs: readonly SubgraphText[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(String(errors));
  return supergraphSdl;
}
