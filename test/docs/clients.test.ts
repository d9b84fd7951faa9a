import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CuttableProxy } from '../support/CuttableProxy';
import { endAfter } from '../support/leftOpen';
import { cut } from '../support/pageBlocks';
import { isInstalled, Shell } from '../support/Shell';
import { waitUntil } from '../support/waitUntil';
import { basic, sharedWorld } from '../support/world';

/** A test of a client that is a program of its own. */
const itWith = (program: string) => (isInstalled(program) ? it : it.skip);
const missing = ['curl', 'python3'].filter((program) => !isInstalled(program));
const note = missing.length === 0 ? '' : ` (skipped in part: ${missing.join(' and ')} are not installed)`;

/** Runs the clients of a folder one after the other, each with a key that works and with one that was deleted. */
const RUN_ALL = `
  const { WORKING, DELETED, CLIENTS } = process.env;
  for (const client of CLIENTS.split(' '))
    for (const [which, key] of Object.entries({ WORKING, DELETED })) {
      process.env.KEY = key;
      process.stdout.write(client + ' ' + which + ': ');
      await import('./' + client + '.mjs?' + which).catch((error) => console.log(error.message));
    }`;

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

  itWith('curl')('curl sends a key as HTTP Basic, and as Bearer, also with GET', async () => {
    const shell = await openShell();
    const [posted, got] = [cut('docs/clients.md', 'curl'), cut('docs/clients.md', 'curl-get')];
    expect(JSON.parse(await shell.run(here(posted)))).toEqual(answer());
    const [withBasic = '', withBearer = ''] = (await shell.run(here(got))).split('\n');
    expect([JSON.parse(withBasic), JSON.parse(withBearer)]).toEqual([answer(), answer()]);
    const plain = got.replace("-H 'apollo-require-preflight: true'", '');
    const [refused = ''] = (await shell.run(here(plain))).split('\n');
    expect(JSON.parse(refused).errors[0].message).toMatch(/apollo-require-preflight\.$/);
  });

  itWith('curl')('curl sends an example of the explorer', async () => {
    const shell = await openShell();
    symlinkSync(path.resolve('schema'), path.join(shell.folder, 'schema'));
    const { data } = JSON.parse(await shell.run(here(cut('docs/clients.md', 'curl-example'))));
    expect(data.apiKeys.edges).toEqual(expect.any(Array));
  });

  describe('in JavaScript', () => {
    let printed: string[] = [];
    let methods: string[] = [];
    beforeAll(async () => {
      const acme = await world().organization();
      const [working, deleted] = [await world().key(acme, { name: 'First key' }), await world().key(acme)];
      await world().app.services.apiKeyEnds.deleteApiKey(world().operator(acme), { id: deleted.id });
      const requested = cut('docs/clients.md', 'graphql-request');
      const blocks = {
        fetch: cut('docs/clients.md', 'fetch'),
        'apollo-client': cut('docs/clients.md', 'apollo-client'),
        urql: cut('docs/clients.md', 'urql'),
        'graphql-request': requested,
        'graphql-request-get': requested.replace('{ headers }', "{ headers, method: 'GET' }"),
      };
      const CLIENTS = Object.keys(blocks).join(' ');
      const shell = await Shell.open({ WORKING: working.value, DELETED: deleted.value, CLIENTS });
      const write = (name: string, text: string) => writeFileSync(path.join(shell.folder, `${name}.mjs`), here(text));
      for (const [name, text] of Object.entries(blocks)) write(name, text);
      write('all', RUN_ALL);
      const before = world().logLines.length;
      printed = (await shell.run('node all.mjs')).split('\n').filter(Boolean);
      methods = world()
        .logLines.slice(before)
        .map((line) => JSON.parse(line))
        .flatMap(({ msg, method, status }) => (msg === 'answered' && status === 200 ? [method] : []));
    });

    it('fetch of Node.js sends a key as Bearer', () => {
      expect(printed).toContain(`fetch WORKING: 200 ${JSON.stringify(answer())}`);
    });

    it.each(['apollo-client', 'urql', 'graphql-request', 'graphql-request-get'])(
      '%s sends a key as Bearer, and finds the code of a refusal once the key is deleted',
      (client) => {
        expect(printed.filter((line) => line.startsWith(`${client} `))).toEqual([
          `${client} WORKING: First key`,
          `${client} DELETED: UNAUTHENTICATED`,
        ]);
      },
    );

    it('urql, and graphql-request where it is told so, ask by GET', () => {
      expect(methods).toEqual(['POST', 'POST', 'GET', 'POST', 'GET']);
    });
  });

  it('the compiler of Relay takes the schema, and the server what it compiles', async () => {
    const shell = await openShell();
    mkdirSync(path.join(shell.folder, 'src'));
    copyFileSync('schema/schema.graphql', path.join(shell.folder, 'schema.graphql'));
    writeFileSync(path.join(shell.folder, 'relay.config.json'), cut('docs/clients.md', 'relay-config'));
    writeFileSync(path.join(shell.folder, 'src', 'keys.js'), cut('docs/clients.md', 'relay'));
    await shell.run(cut('docs/clients.md', 'relay-compiler'));
    const artifact = path.join(shell.folder, 'src', '__generated__', 'keysPageQuery.graphql.js');
    const [, query = ''] = /"text": (".*")/.exec(readFileSync(artifact, 'utf8')) ?? [];
    const { key } = await world().organization();
    const page = await world().graphql({ query: JSON.parse(query) }, { authorization: basic(key.value) });
    expect(page.body.data.apiKeys).toMatchObject({
      edges: [{ node: { __typename: 'ApiKey', id: key.id }, cursor: expect.any(String) }],
      pageInfo: { hasNextPage: false },
    });
  });

  it('gql.tada gives documents types that TypeScript 7 checks', async () => {
    const shell = await openShell();
    copyFileSync('schema/schema.graphql', path.join(shell.folder, 'schema.graphql'));
    writeFileSync(path.join(shell.folder, 'introspection.mjs'), cut('docs/clients.md', 'introspection'));
    const typed = `export const right = (key: Key): [string, 'ACTIVE' | 'EXPIRED' | 'DISABLED' | 'BLOCKED' | 'DELETED'] => [key.expiresAt, key.status];
      // @ts-expect-error: a name is a text
      export const wrong = (key: Key): number => key.name;
      // @ts-expect-error: the document does not ask for it
      export const missing = (key: Key): string => key.user;`;
    writeFileSync(path.join(shell.folder, 'client.ts'), `${cut('docs/clients.md', 'gql-tada')}\n${typed}`);
    expect(await shell.run(cut('docs/clients.md', 'gql-tada-check'))).toBe('');
  });

  itWith('python3')('Python sends a key as Bearer, and shows a refusal', async () => {
    const shell = await openShell();
    writeFileSync(path.join(shell.folder, 'client.py'), here(cut('docs/clients.md', 'python')));
    const [answered = '', refused = ''] = (await shell.run('python3 client.py\nKEY=a:b python3 client.py')).split(
      /\n+/,
    );
    expect([answered.slice(0, 4), JSON.parse(answered.slice(4))]).toEqual(['200 ', answer()]);
    expect(refused).toMatch(/^401 .*"UNAUTHENTICATED"/);
  });

  itWith('curl')('curl exchanges a key for a token', async () => {
    const shell = await openShell();
    const token = JSON.parse(await shell.run(here(cut('docs/clients.md', 'token'))));
    expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'workspace.process:read' });
  });

  it('the client that retries ends up with one key, and its value, though the first answer was lost', async () => {
    world().now = Date.now(); // As the client has it.
    const acme = await world().organization();
    const key = await world().key(acme, { name: 'First key' });
    const { proxy, viaProxy } = await CuttableProxy.to(world().url);
    endAfter('test', () => proxy.cut());
    const shell = await Shell.open({ KEY: key.value });
    const script = cut('docs/clients.md', 'retry').replace('http://127.0.0.1:4000/', viaProxy);
    writeFileSync(path.join(shell.folder, 'client.mjs'), script);
    const made = () =>
      world().rows<{ user: string; isDeleted: boolean | number }>(
        'SELECT "user", "deletedAt" IS NOT NULL AS "isDeleted" FROM "api_key" WHERE "name" = $1 ORDER BY "isDeleted"',
        ['Nightly import'],
      );
    proxy.swallowAnswers();
    const { ended } = shell.start('node client.mjs');
    await waitUntil('the key is made', async () => (await made()).length === 1);
    await proxy.cut();
    await proxy.mend();
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const keys = await made();
    expect(keys.map(({ isDeleted }) => Boolean(isDeleted))).toEqual([false, true]);
    expect(stdout.split(':')[0]).toBe(keys[0]?.user);
  });
});
