import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { tokenOf } from '../support/oauth';
import { cut } from '../support/pageBlocks';
import { Shell } from '../support/Shell';
import { sharedWorld, type TestKey } from '../support/world';

/** A client, what is changed in it, and what it prints. */
type Variant = readonly [script: string, change: readonly [from: string, to: string], printed: string];

const AS_IT_STANDS = ['', ''] as const;
const ISSUED = 'workspace.process:read 300';
const OPENID_CLIENT = cut('docs/clients.md', 'openid-client');
const OAUTH4WEBAPI = cut('docs/clients.md', 'oauth4webapi');
const SIMPLE_OAUTH2 = cut('docs/clients.md', 'simple-oauth2');
const GET_JWKS = cut('docs/clients.md', 'get-jwks');

/** Every client of the page, as it stands there and in the other ways that the page names. */
const VARIANTS: readonly Variant[] = [
  [OPENID_CLIENT, AS_IT_STANDS, `${ISSUED}\ntrue`],
  [OPENID_CLIENT, ['undefined', 'client.ClientSecretBasic(secret)'], `${ISSUED}\ntrue`],
  [OAUTH4WEBAPI, AS_IT_STANDS, ISSUED],
  [OAUTH4WEBAPI, ['ClientSecretBasic', 'ClientSecretPost'], ISSUED],
  [SIMPLE_OAUTH2, AS_IT_STANDS, ISSUED],
  [SIMPLE_OAUTH2, ["'strict'", "'loose'"], ISSUED],
  [SIMPLE_OAUTH2, ["'header'", "'body'"], ISSUED],
  [GET_JWKS, AS_IT_STANDS, 'true'],
  [GET_JWKS, ['providerDiscovery: true', 'providerDiscovery: false'], 'true'],
];

describe('OAuth clients of docs/clients.md', () => {
  const world = sharedWorld('sqlite');
  let key: TestKey;
  let token: string;

  beforeEach(async () => {
    world().now = Date.now(); // The clients have the real clock.
    key = (await world().organization()).key;
    token = await tokenOf(world().url, key, { scope: 'workspace.process:read' });
  });

  const here = (script: string) => script.replaceAll('http://127.0.0.1:4000', world().url);
  const openShell = () => Shell.open({ KEY: key.value, TOKEN: token });

  it('get tokens, ask about them, revoke them and check them', async () => {
    const shell = await openShell();
    const files = VARIANTS.map(([script, [from, to]], index) => {
      const name = `./${index}.mjs`;
      expect(script).toContain(from);
      writeFileSync(path.join(shell.folder, name), here(script).replace(from, to));
      return name;
    });
    const runEach = `for (const file of ${JSON.stringify(files)}) {
      console.log('#' + file);
      await import(file).catch((error) => console.log(error.message, error.code));
    }`;
    writeFileSync(path.join(shell.folder, 'all.mjs'), runEach);
    const printed = (await shell.run('node all.mjs')).split(/^#.+\n/m).slice(1);
    expect(printed.map((text) => text.trim())).toEqual(VARIANTS.map(([, , text]) => text));
  });

  it('guard a server of Express', async () => {
    const shell = await openShell();
    writeFileSync(path.join(shell.folder, 'server.mjs'), here(cut('docs/clients.md', 'express')).replace('3000', '0'));
    const port = await shell.start('node server.mjs').printed(/listening on (\d+)/);
    const narrow = await tokenOf(world().url, key, { scope: 'workspace.file:upload' });
    const ask = async (bearer: string) => {
      const headers = { authorization: `Bearer ${bearer}` };
      return (await fetch(`http://127.0.0.1:${port}/processes`, { headers })).status;
    };
    expect(await Promise.all([token, narrow, `${token}x`].map(ask))).toEqual([200, 403, 401]);
  });
});
