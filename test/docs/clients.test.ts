import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { cut } from '../support/pageBlocks';
import { request } from '../support/request';
import { isInstalled, Shell } from '../support/Shell';
import { sharedWorld } from '../support/world';

/** A test of a client that is a program of its own. */
const itWith = (program: string) => (isInstalled(program) ? it : it.skip);
const missing = ['curl', 'python3'].filter((program) => !isInstalled(program));
const note = missing.length === 0 ? '' : ` (skipped in part: ${missing.join(' and ')} are not installed)`;

describe(`docs/clients.md${note}`, () => {
  const world = sharedWorld('sqlite');

  /** A shell with a key of an organization of its own. */
  async function openShell(): Promise<Shell> {
    const acme = await world().organization();
    const key = await world().key(acme, { name: 'First key' });
    return Shell.open({ KEY: key.value });
  }

  const here = (block: string): string => block.replaceAll('http://127.0.0.1:4000', world().url);
  const answer = (): unknown => JSON.parse(cut('docs/clients.md', 'curl-answer'));

  itWith('curl')('curl sends a key as HTTP Basic, also with GET', async () => {
    const shell = await openShell();
    const [posted, got] = [cut('docs/clients.md', 'curl'), cut('docs/clients.md', 'curl-get')];
    expect(JSON.parse(await shell.run(here(posted)))).toEqual(answer());
    expect(JSON.parse(await shell.run(here(got)))).toEqual(answer());
    const plain = got.replace("-H 'apollo-require-preflight: true'", '');
    expect(JSON.parse(await shell.run(here(plain))).errors[0].extensions.code).toBe('BAD_REQUEST');
  });

  it('fetch of Node.js sends a key as Bearer', async () => {
    const shell = await openShell();
    writeFileSync(path.join(shell.folder, 'client.mjs'), here(cut('docs/clients.md', 'fetch')));
    expect((await shell.run('node client.mjs')).trim()).toBe(`200 ${JSON.stringify(answer())}`);
  });

  itWith('python3')('Python sends a key as Bearer', async () => {
    const shell = await openShell();
    writeFileSync(path.join(shell.folder, 'client.py'), here(cut('docs/clients.md', 'python')));
    expect(JSON.parse(await shell.run('python3 client.py'))).toEqual(answer());
  });

  itWith('curl')('curl exchanges a key for a token', async () => {
    const shell = await openShell();
    const token = JSON.parse(await shell.run(here(cut('docs/clients.md', 'token'))));
    expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'workspace.process:read' });
  });

  it('the client authentication for openid-client sends the key as it is', async () => {
    const shell = await openShell();
    const script = `${cut('docs/clients.md', 'client-authentication')}
      const headers = new Headers();
      sendKey({}, {}, new URLSearchParams(), headers);
      console.log(headers.get('authorization'));`;
    writeFileSync(path.join(shell.folder, 'client.mjs'), script);
    const authorization = (await shell.run('node client.mjs')).trim();
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'grant_type=client_credentials';
    const { status } = await request(world().url, { method: 'POST', path: '/oauth/token', headers, body });
    expect(status).toBe(200);
  });
});
