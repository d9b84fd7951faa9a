import Ajv from '@redocly/ajv/dist/2020';
import { postForm, tokenOf } from '../support/oauth';
import type { RequestWishes, Response } from '../support/request';
import { runJob } from '../support/runJob';
import { basic, sharedWorld, type TestKey, type World } from '../support/world';

// biome-ignore lint/suspicious/noExplicitAny: the document has no type; the lint of the file says that it is one.
type Part = any;

const READ = 'workspace.process:read';
const GATEWAY_SECRET = 'a secret of the gateway that is long enough';
const GRANT = { grant_type: 'client_credentials' };
const DESCRIBED = /^\/(?:oauth|verify|audit|\.well-known|openapi\.json)/;
const PAGES = [
  '/.well-known/jwks.json',
  '/.well-known/latchkey-audit-key',
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
  '/openapi.json',
];
const VERIFY_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

describe('schema/openapi.json', () => {
  const world = sharedWorld('sqlite', { GATEWAY_SECRET });
  let document: Part;
  let key: TestKey;

  beforeEach(async () => {
    document = JSON.parse((await world().request({ path: '/openapi.json' })).text);
    key = (await world().organization()).key;
  });

  const resolved = (part: Part): Part =>
    part?.$ref
      ? part.$ref
          .slice(2)
          .split('/')
          .reduce((at: Part, name: string) => at[name], document)
      : part;

  /** What an answer has that the document does not say, or lacks that it says. */
  function differences(path: string, method: string, { status, headers, text }: Response): unknown[] {
    const answer = resolved(document.paths[path]?.[method.toLowerCase()]?.responses[status]);
    if (!answer) return [`${method} ${path} is not described with ${status}`];
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const faults = Object.entries<Part>(answer.headers ?? {}).flatMap(([name, { schema, required }]) => {
      const isFit = ajv.compile(schema);
      const sent = headers[name.toLowerCase()];
      return (sent === undefined && !required) || isFit(sent) ? [] : [name, isFit.errors];
    });
    const [[media, content] = []] = Object.entries<Part>(answer.content ?? {});
    if (method === 'HEAD' || !content) return text === '' ? faults : [...faults, text];
    const isFit = ajv.compile(closed(content.schema));
    return isFit(media === 'text/plain' ? text : JSON.parse(text)) ? faults : [...faults, isFit.errors];
  }

  async function fits(path: string, status: number, wishes: RequestWishes, at: World = world()): Promise<void> {
    const answer = await at.request({ path, ...wishes });
    expect([path, answer.status]).toEqual([path, status]);
    expect(differences(path, wishes.method ?? 'GET', answer)).toEqual([]);
  }

  const formOf = (sender: TestKey | null, form: Readonly<Record<string, string>>): RequestWishes => ({
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(sender ? { authorization: basic(sender.value) } : {}),
    },
    body: new URLSearchParams(form).toString(),
  });

  it('says what /oauth/token answers', async () => {
    await fits('/oauth/token', 200, formOf(key, GRANT));
    await fits('/oauth/token', 400, formOf(key, {}));
    await fits('/oauth/token', 400, formOf(key, { grant_type: 'password' }));
    await fits('/oauth/token', 400, formOf(key, { ...GRANT, scope: 'none' }));
    await fits('/oauth/token', 400, formOf(key, { ...GRANT, resource: 'none' }));
    await fits('/oauth/token', 401, formOf(null, GRANT));
    await fits('/oauth/token', 413, formOf(key, { ...GRANT, scope: 'a'.repeat(70_000) }));
    await fits('/oauth/token', 415, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  });

  it('says what /oauth/introspect answers', async () => {
    const acme = await world().organization();
    const reader = await world().key(acme, { processId: (await world().process(acme)).id, scopes: [READ] });
    const token = await tokenOf(world().url, reader, { resource: 'https://api.example.com' });
    for (const each of [token, reader.value, 'nothing']) {
      await fits('/oauth/introspect', 200, formOf(acme.key, { token: each }));
    }
    await fits('/oauth/introspect', 400, formOf(key, {}));
    await fits('/oauth/introspect', 401, formOf(null, { token }));
    await fits('/oauth/introspect', 403, formOf(reader, { token }));
  });

  it('says what /oauth/revoke answers', async () => {
    const token = await tokenOf(world().url, key);
    const other = await world().organization();
    await fits('/oauth/revoke', 400, formOf(other.key, { token }));
    await fits('/oauth/revoke', 401, formOf(null, { token }));
    await fits('/oauth/revoke', 200, formOf(key, { token }));
  });

  it('says what /verify answers, whatever the method', async () => {
    const reader = await world().key(await world().organization(), { scopes: [READ] });
    const headers = { authorization: basic(reader.value) };
    const ask = (query: string, method: string, credential: Record<string, string>) =>
      world().request({ path: `/verify${query}`, method, headers: credential });
    for (const method of VERIFY_METHODS) {
      const answers = [
        await ask(`?scope=${READ}`, method, headers),
        await ask('?scope=none', method, headers),
        await ask('', method, {}),
        await ask('?scope=workspace.file:upload', method, headers),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 400, 401, 403]);
      expect(answers.flatMap((answer) => differences('/verify', method, answer))).toEqual([]);
    }
  });

  it('says what /verify/scope answers', async () => {
    const reader = await world().key(await world().organization(), { scopes: [READ] });
    const headers = { authorization: basic(reader.value) };
    const answers = [
      await world().request({ path: `/verify/scope/${READ}/upload?scope=x`, headers }),
      await world().request({ path: '/verify/scope/none/', headers }),
      await world().request({ path: `/verify/scope/${READ}/` }),
      await world().request({ path: `/verify/scope/${READ}+workspace.file:upload/`, headers }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 401, 403]);
    expect(answers.flatMap((answer) => differences('/verify/scope/{scopes}', 'GET', answer))).toEqual([]);
  });

  it('says what /audit/checkpoint answers', async () => {
    const acme = await world().organization();
    const reader = await world().key(acme, { scopes: [READ] });
    const headers = { authorization: basic(acme.key.value) };
    await fits('/audit/checkpoint', 401, {});
    await fits('/audit/checkpoint', 403, { headers: { authorization: basic(reader.value) } });
    await runJob(world(), 'seal-audit-log');
    await fits('/audit/checkpoint', 200, { headers });
  });

  it('says what anybody may read', async () => {
    for (const path of PAGES) await fits(path, 200, {});
  });

  it('says how plain HTTP is refused', async () => {
    const strict = await world().secondServer({ requireTls: true });
    for (const path of [...PAGES, '/verify']) await fits(path, 403, {}, strict);
    for (const path of ['/oauth/token', '/oauth/introspect', '/oauth/revoke']) {
      await fits(path, 403, formOf(key, GRANT), strict);
    }
  });

  it('has every address of the server that is not GraphQL or a page, with every method that it takes', async () => {
    const withoutEnd = (path: string) => path.replace(/\/(?:\{\w+\})?$/, '');
    const described = Object.entries<Part>(document.paths).map(([path, item]) => [withoutEnd(path), item] as const);
    const routes = routesOf(world().app.server.printRoutes({ commonPrefix: false }));
    const missing: string[] = [];
    for (const [path, methods] of routes.filter(([each]) => DESCRIBED.test(each))) {
      const items = described.filter(([each]) => each === withoutEnd(path)).map(([, item]) => item);
      for (const method of methods.filter((each) => VERIFY_METHODS.includes(each))) {
        const { status } = await world().request({ method, path });
        const isThere = items.some((item) => method.toLowerCase() in item || (method === 'HEAD' && 'get' in item));
        if (isThere === (status === 405)) missing.push(`${method} ${path}`);
      }
    }
    expect(routes.map(([path]) => path)).toEqual(expect.arrayContaining(['/oauth/token', '/verify', ...PAGES]));
    expect(missing).toEqual([]);
  });

  it('notices what it does not say', async () => {
    const { status, headers } = await postForm(world().url, '/oauth/token', key, GRANT);
    const answer = (text: string, changes = {}): Response => ({ status, headers, text, ...changes });
    const said = { access_token: 'a', token_type: 'Bearer', expires_in: 1, scope: '' };
    const count = (each: Response) => differences('/oauth/token', 'POST', each).length;
    expect(count(answer(JSON.stringify(said)))).toBe(0);
    expect(count(answer(JSON.stringify({ ...said, more: 1 })))).toBe(1);
    expect(count(answer(JSON.stringify({ ...said, scope: undefined })))).toBe(1);
    expect(count(answer(JSON.stringify(said), { headers: {} }))).toBe(2);
    expect(count(answer(JSON.stringify(said), { status: 418 }))).toBe(1);
  });
});

/** A schema that allows no property that it does not name. */
function closed(schema: Part): Part {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return schema.type === 'object' && schema.properties ? { ...parts, additionalProperties: false } : parts;
}

/** Reads what Fastify prints of its routes: a tree in which each line continues the path of its parent. */
function routesOf(tree: string): [path: string, methods: string[]][] {
  const trail: string[] = [];
  return [...tree.matchAll(/^(.*?)[├└]── (\S+)(?: \(([A-Z, -]+)\))?.*$/gm)].flatMap(
    ([, indent = '', part = '', list]) => {
      trail.splice(indent.length / 4, trail.length, part);
      return list === undefined ? [] : [[trail.join(''), list.split(', ')] as [string, string[]]];
    },
  );
}
