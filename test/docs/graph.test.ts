import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { firstKeyOf } from '../support/firstKeyOf';
import { freePort } from '../support/freePort';
import { endAfter } from '../support/leftOpen';
import { cut } from '../support/pageBlocks';
import { serveProgram } from '../support/program';
import { isInstalled, Shell } from '../support/Shell';
import { sharedWorld } from '../support/world';

const hasCurl = isInstalled('curl');
const itWithCurl = hasCurl ? it : it.skip;

describe(hasCurl ? 'docs/graph.md' : 'docs/graph.md (skipped: curl is not installed)', () => {
  itWithCurl('leads to a supergraph, a token and a refused field', async () => {
    const program = await serveProgram();
    const { url } = program;
    const key = await firstKeyOf(program);
    const [documentsPort, gatewayPort] = [await freePort(), await freePort()];
    const here = (text: string): string =>
      text
        .replaceAll('http://127.0.0.1:4000', url)
        .replaceAll('4001', String(documentsPort))
        .replaceAll('4002', String(gatewayPort));
    const shell = await Shell.open({ KEY: key });
    await shell.run(cut('docs/graph.md', 'install'));
    const inGraph = (script: string): string => `cd graph\n${here(script)}`;
    const write = (file: string, text: string) => writeFileSync(path.join(shell.folder, 'graph', file), here(text));
    write('documents.mjs', cut('docs/graph.md', 'documents'));
    write('compose.mjs', cut('docs/graph.md', 'compose'));
    write('gateway.config.mjs', cut('docs/graph.md', 'gateway'));
    await shell.start(inGraph(cut('docs/graph.md', 'run'))).printed(/Listening on (\S+)/);

    const asked = await shell.run(inGraph(`${cut('docs/graph.md', 'ask')}\n${cut('docs/graph.md', 'oauth')}`));
    const [made, both, refused, introspected] = asked.split('\n').filter(Boolean);
    const { id } = JSON.parse(made ?? '').data.createProcess.process;
    const [bothShown = '', refusedShown = ''] = cut('docs/graph.md', 'answers').split('\n');
    expect(JSON.parse(both ?? '')).toEqual(JSON.parse(bothShown.replace('01a2…', id)));
    expect(JSON.parse(refused ?? '')).toEqual(JSON.parse(refusedShown));
    expect(JSON.parse(introspected ?? '')).toMatchObject({ active: true, scope: 'workspace.process:read' });
    const { stderr } = await shell.start(`KEY=a:b\n${here(cut('docs/graph.md', 'ask'))}`).ended;
    expect(stderr).toContain('no token: {"error":"invalid_client"');
  });
});

describe('what keeps a graph from being made', () => {
  const GATEWAY_SECRET = 'the gateway and the server share this';
  const world = sharedWorld('sqlite', { NODE_ENV: 'production', REQUIRE_TLS: 'off', GATEWAY_SECRET });

  /** Composes the graph of the page. Shape: what the script printed about its failure. */
  async function compose(documentsUrl: string, environment: Record<string, string> = {}): Promise<string> {
    const shell = await Shell.open(environment);
    await shell.run(cut('docs/graph.md', 'install'));
    const script = cut('docs/graph.md', 'compose')
      .replace('http://127.0.0.1:4000', world().url)
      .replace('http://127.0.0.1:4001/', documentsUrl);
    writeFileSync(path.join(shell.folder, 'graph', 'compose.mjs'), script);
    const { code, stdout, stderr } = await shell.start('cd graph && node compose.mjs').ended;
    expect([code, stdout]).toEqual([1, '']);
    return stderr;
  }

  /** A subgraph that answers each request with this text. */
  async function subgraphThatAnswers(text: string): Promise<string> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', text.startsWith('{') ? 'application/json' : 'text/html').end(text);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    endAfter('test', () => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // Of a server that listens on a port.
  }

  it('is told in the words of this server, where the secret of the gateway is missing in production', async () => {
    expect(await compose(await subgraphThatAnswers(''))).toBe(
      'latchkey did not show its subgraph (in production that takes GATEWAY_SECRET): 401 {"errors":[{"message":"A valid API key is required: send it with HTTP Basic, or as \\"Authorization: Bearer user:pass\\".","extensions":{"code":"UNAUTHENTICATED"}}]}\n\n',
    );
  });

  it("is told in the composer's words, where the subgraphs do not fit together", async () => {
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      type Process @key(fields: "id") { id: ID! name: Int }`;
    const wrong = await subgraphThatAnswers(JSON.stringify({ data: { _service: { sdl } } }));
    const told = await compose(wrong, { GATEWAY_SECRET });
    expect(told).toContain(
      'Type of field "Process.name" is incompatible across subgraphs: it has type "Int" in subgraph "documents" but type "String" in subgraph "latchkey"',
    );
  });

  it('is told with the name of the subgraph, where that does not answer', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}/`;
    expect(await compose(nowhere, { GATEWAY_SECRET })).toMatch(/^documents: Error: connect ECONNREFUSED .*\n$/);
  });
});
