import { METHODS } from 'node:http';
import { graphqlPath } from '../support/graphqlPath';
import type { Response } from '../support/request';
import { basic, sharedWorld, type TestKey } from '../support/world';

/** Node.js takes it for a wish to speak another protocol. */
const NO_REQUEST = 'CONNECT';
const PREFLIGHT = { 'apollo-require-preflight': 'true' };
const RENAME = 'mutation { updateOrganization(input: { name: "Taken" }) { userErrors { code } } }';

/** Every address of the server, as the framework prints its routes. Shape: `/console/:name`. */
function addressesOf(printed: string): string[] {
  const above: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const [, indent = '', part] = /^((?:│ {3}| {4})*)[├└]── (\S+) \(/.exec(line) ?? [];
    if (part === undefined) return [];
    above.splice(indent.length / 4, above.length, part);
    const address = above.join('').replaceAll('//', '/');
    return address.includes('*') ? [] : [address]; // A plugin's, which stands for none.
  });
}

describe('an address that there is', () => {
  const world = sharedWorld('sqlite');
  let key: TestKey;
  beforeAll(async () => {
    key = (await world().organization()).key;
  });

  const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<Response> =>
    world().request({ method, path, headers: { authorization: basic(key.value), ...headers } });

  /** Addresses that can be asked: a file of a page stands for its name. */
  const addresses = async (): Promise<string[]> => {
    const files = new Map<string, string | undefined>();
    for (const page of ['console', 'explorer']) {
      const { text } = await ask('GET', page === 'console' ? '/' : '/explorer');
      files.set(`/${page}/:name`, new RegExp(`"(${page}/[^"]+)"`).exec(text)?.[1]);
    }
    return addressesOf(world().app.server.printRoutes({ commonPrefix: false })).map((address) =>
      files.has(address) ? `/${files.get(address)}` : address,
    );
  };

  it('is found by this test, whichever route it has', async () => {
    expect(await addresses()).toEqual(
      expect.arrayContaining([
        '/',
        '/.well-known/jwks.json',
        '/.well-known/oauth-authorization-server',
        expect.stringMatching(/^\/console\/\w+\.\w+\.\w+$/),
        '/explorer',
        '/explorer/',
        expect.stringMatching(/^\/explorer\/\w+\.\w+\.\w+$/),
        '/graphql',
        '/healthz',
        '/oauth/introspect',
        '/oauth/revoke',
        '/oauth/token',
        '/readyz',
        '/verify',
        '/verify/scope/',
      ]),
    );
  });

  it('is never missing for its method: it answers, or says 405 and which ones it takes', async () => {
    for (const path of await addresses()) {
      const allowed: string[] = [];
      const named = new Set<string | undefined>();
      for (const method of METHODS.filter((each) => each !== NO_REQUEST)) {
        const { status, headers } = await ask(method, path);
        expect([path, method, status]).not.toEqual([path, method, 404]);
        if (status === 405) named.add(headers.allow);
        else allowed.push(method);
      }
      const [allow, ...others] = named;
      expect([path, allow?.split(', ').sort(), others]).toEqual([
        path,
        named.size > 0 ? allowed.sort() : undefined,
        [],
      ]);
    }
  });

  it('answers HEAD as GET, without the body', async () => {
    const paths = [...(await addresses()), graphqlPath('{ viewer { kind } }'), '/verify?scope=workspace.file:upload'];
    for (const path of paths) {
      const [got, head] = [await ask('GET', path, PREFLIGHT), await ask('HEAD', path, PREFLIGHT)];
      expect([path, head.status, comparable(head), head.text]).toEqual([path, got.status, comparable(got), '']);
    }
  });

  it('keeps the rules of GET for HEAD at /graphql', async () => {
    const refused = await ask('HEAD', graphqlPath('{ viewer { kind } }'));
    expect([refused.status, refused.text]).toEqual([400, '']);
    const mutation = await ask('HEAD', graphqlPath(RENAME), PREFLIGHT);
    expect([mutation.status, mutation.headers.allow]).toEqual([405, 'POST']);
    const { body } = await world().as(key).run('{ organization { name } }');
    expect(body.data.organization.name).toBe('Acme');
  });

  it('keeps the shape of its errors', async () => {
    const [token, healthz] = [await ask('PROPFIND', '/oauth/token'), await ask('DELETE', '/healthz')];
    expect(JSON.parse(token.text)).toEqual({
      error: 'invalid_request',
      error_description: 'This address does not take this method.',
    });
    expect(JSON.parse(healthz.text)).toEqual({
      errors: [{ message: 'This address does not take this method.', extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('is told from one that there is not, for every method', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PROPFIND', 'OPTIONS']) {
      for (const path of ['/nothing', '/graphqlx', '/verify/scope', '/healthz/']) {
        if (path === '/graphqlx' && method === 'OPTIONS') continue; // The plugin of CORS has it.
        expect([method, path, (await ask(method, path)).status]).toEqual([method, path, 404]);
      }
    }
  });
});

/** The headers that two answers to one question have in common. */
function comparable({ headers }: Response): object {
  const { date, 'x-request-id': id, 'content-security-policy': policy, ...others } = headers;
  return { ...others, policy: String(policy).replace(/nonce-[^']+/, 'nonce') };
}
