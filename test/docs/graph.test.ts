import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { cut } from '../support/pageBlocks';
import { freePort } from '../support/postgres';
import { serveProgram } from '../support/program';
import { isInstalled, Shell } from '../support/Shell';

const hasCurl = isInstalled('curl');
const itWithCurl = hasCurl ? it : it.skip;

describe(hasCurl ? 'docs/graph.md' : 'docs/graph.md (skipped: curl is not installed)', () => {
  itWithCurl('leads to a supergraph, a token and a refused field', async () => {
    const { url, printed } = await serveProgram();
    const key = await printed(/API key {7}(\S+)/);
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
  });

  it('names what keeps a subgraph out of the supergraph', async () => {
    const shell = await Shell.open();
    await shell.run(cut('docs/graph.md', 'install'));
    const { url } = await serveProgram({ environment: { INTROSPECTION: 'authenticated' } });
    const compose = cut('docs/graph.md', 'compose').replace('http://127.0.0.1:4000', url);
    writeFileSync(path.join(shell.folder, 'graph', 'compose.mjs'), compose.replace('http://127.0.0.1:4001', url));
    const { stderr } = await shell.start('cd graph && node compose.mjs').ended;
    expect(stderr).toContain('Error: latchkey: [{"message":"A valid API key is required');
  });
});
