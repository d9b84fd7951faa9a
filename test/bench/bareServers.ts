import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from './BenchError';
import { type Answer, ask, type Exchange } from './exchange';
import { LoadedServer } from './LoadedServer';
import type { Stage } from './row';
import { type ServerLaunch, ServerProcess } from './ServerProcess';

/** What rows say of their references. */
export const BARE_APOLLO = 'Apollo Server on Fastify, the same bytes from memory, no key, no database';
/** The same for the other one. */
export const BARE_FASTIFY = 'bare Fastify, which answers the same headers and the same body to everything';

/** Headers that every server makes for itself. */
const OWN_HEADERS = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']);

/** What a bare Apollo Server serves: the values of the fields of `Query`, as plain objects that execution walks. */
export interface BareGraph {
  readonly typeDefs: string;
  readonly root: Readonly<Record<string, unknown>>;
  /** Where it is a subgraph: its entities, by type and id. */
  readonly entities: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;
}

/** The graph that gives the answer of an exchange. */
export function bareGraph(typeDefs: string, { expected }: Exchange): BareGraph {
  if (!('body' in expected)) throw new BenchError('Only an answer that is always the same can be served from memory.');
  const { _entities: list, ...root } = JSON.parse(expected.body).data;
  if (!Array.isArray(list)) return { typeDefs, root, entities: null };
  return { typeDefs, root, entities: { Process: Object.fromEntries(list.map((each) => [each.id, each])) } };
}

/** How an Apollo Server on Fastify is launched with nothing but its defaults. */
export function bareApolloLaunch({ sandbox, profileFolder }: Stage, name: string, graph: BareGraph): ServerLaunch {
  const graphFile = path.join(mkdtempSync(path.join(sandbox.folder, 'bare-')), 'graph.json');
  writeFileSync(graphFile, JSON.stringify(graph));
  const args = [path.join(__dirname, 'bareServer.js'), graphFile];
  return { name, args, env: { NODE_ENV: 'production' }, profileFolder };
}

/** The exchange of a server of ours, as a bare Apollo Server is asked it: without a key. */
export function withoutKey({ headers, ...exchange }: Exchange, url: string): Exchange {
  const { authorization: _key, ...rest } = headers;
  return { ...exchange, url: `${url}/graphql`, headers: rest };
}

/** A bare Apollo Server that gives the same answer to the same question. */
export async function bareApollo(stage: Stage, name: string, exchange: Exchange, types: string): Promise<LoadedServer> {
  const server = await ServerProcess.start(stage.sandbox, bareApolloLaunch(stage, name, bareGraph(types, exchange)));
  return new LoadedServer(server, stage.load, { exchanges: [withoutKey(exchange, server.url)] });
}

/** A Fastify that answers what ours answers, bytes and headers, whatever it is asked. */
export async function bareFastify(stage: Stage, name: string, exchange: Exchange): Promise<LoadedServer> {
  const { sandbox, profileFolder, load } = stage;
  const { headers, ...given } = await ask(exchange);
  const answer: Answer = { ...given, headers: headers.filter(([header]) => !OWN_HEADERS.has(header)) };
  const answerFile = path.join(mkdtempSync(path.join(sandbox.folder, 'bare-')), 'answer.json');
  writeFileSync(answerFile, JSON.stringify(answer));
  const args = [path.join(__dirname, 'bareFastify.js'), answerFile];
  const server = await ServerProcess.start(sandbox, { name, args, env: { NODE_ENV: 'production' }, profileFolder });
  const expected = { ...exchange.expected, pattern: undefined, body: answer.body };
  return new LoadedServer(server, load, { exchanges: [{ ...exchange, url: `${server.url}/`, expected }] });
}
