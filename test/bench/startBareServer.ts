import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Stage } from './row';
import { ServerProcess } from './ServerProcess';

/** What a bare server serves. Shape: the values of the fields of `Query`, as plain objects that execution walks. */
export interface BareGraph {
  readonly typeDefs: string;
  readonly root: Readonly<Record<string, unknown>>;
}

/** Starts Apollo Server on Fastify with nothing but its defaults: no key, no database, all from memory. */
export function startBareServer(
  { sandbox, profileFolder }: Stage,
  name: string,
  graph: BareGraph,
): Promise<ServerProcess> {
  const graphFile = path.join(mkdtempSync(path.join(sandbox.folder, 'bare-')), 'graph.json');
  writeFileSync(graphFile, JSON.stringify(graph));
  const args = [path.join(__dirname, 'bareServer.js'), graphFile];
  return ServerProcess.start(sandbox, { name, args, env: { NODE_ENV: 'production' }, profileFolder });
}
