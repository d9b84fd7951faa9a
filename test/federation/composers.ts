import { composeServices as composeAtApollo } from '@apollo/composition';
import { composeServices as composeAtTheGuild } from '@theguild/federation-composition';
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { parse, print } from 'graphql';
import type { SubgraphText } from './supergraph';

/** What came of a composition. Shape: `supergraph` is empty where there are faults. */
export interface Composed {
  readonly supergraph: string;
  readonly faults: readonly string[];
  readonly hints: readonly string[];
}

type Composer = (subgraphs: readonly SubgraphText[]) => Composed;

const withApollo: Composer = (subgraphs) => {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
  const { supergraphSdl = '', errors = [], hints = [] } = composeAtApollo(services);
  return { supergraph: supergraphSdl, faults: errors.map(String), hints: hints.map(String) };
};

/** The Guild's composer has no hints. */
const withTheGuild: Composer = (subgraphs) => {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
  const { supergraphSdl = '', errors = [] } = composeAtTheGuild(services);
  return { supergraph: supergraphSdl, faults: errors.map(String), hints: [] };
};

const withWunderGraph: Composer = (subgraphs) => {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, definitions: parse(sdl) }));
  const result = federateSubgraphs({ subgraphs: services, version: ROUTER_COMPATIBILITY_VERSION_ONE });
  return {
    supergraph: result.success ? print(result.federatedGraphAST) : '',
    faults: result.success ? [] : result.errors.map(String),
    hints: result.warnings.map(({ message }) => message),
  };
};

/** The composers that people use, by name. */
export const COMPOSERS: readonly (readonly [name: string, compose: Composer])[] = [
  ["Apollo's composer", withApollo],
  ["The Guild's composer", withTheGuild],
  ["WunderGraph's composer", withWunderGraph],
];
