import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { type Form, postForm, type Sender } from '../support/oauth';
import { basic, NOW, sharedWorld } from '../support/world';

const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';
const GRANT = { grant_type: 'client_credentials' };
const NOW_SECONDS = NOW / 1_000;
const ID = expect.stringMatching(/^[0-9a-f]{32}$/);

describeOnEachEngine('POST /oauth/token', (engine) => {
  const world = sharedWorld(engine);
  const ask = (sender: Sender, form: Form) => postForm(world().url, '/oauth/token', sender, form);
  /** Verifies a token as a resource server would: over HTTP, through our keys. */
  const verified = async (token: string, audience: string) => {
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', world().url));
    const rules = { issuer: world().url, audience, typ: 'at+jwt', currentDate: new Date(world().now) };
    return (await jwtVerify(token, keys, rules)).payload;
  };

  it("exchanges an organization's key for a token with all of its scopes", async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ, UPLOAD] });
    const { status, headers, body } = await ask(key, GRANT);
    expect([status, headers['cache-control'], headers.pragma]).toEqual([200, 'no-store', 'no-cache']);
    const scope = `${UPLOAD} ${READ}`;
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 300, scope });
    expect(decodeProtectedHeader(body.access_token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: ID });
    expect(await verified(body.access_token, world().url)).toEqual({
      iss: world().url,
      sub: key.user,
      client_id: key.user,
      aud: world().url,
      exp: NOW_SECONDS + 300,
      iat: NOW_SECONDS,
      jti: ID,
      scope,
      organization_id: acme.id,
      key_id: key.id,
      secret_number: 1,
    });
  });

  it("names the process in a token of a process's key", async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { processId: process.id, scopes: [READ] });
    const { body } = await ask(key, GRANT);
    expect((await verified(body.access_token, world().url)).process_id).toBe(process.id);
  });

  it('gives fewer scopes where fewer are asked for, each once', async () => {
    const acme = await world().organization();
    const { status, body } = await ask(acme.key, { ...GRANT, scope: `${READ} ${UPLOAD} ${READ}` });
    expect([status, body.scope]).toEqual([200, `${READ} ${UPLOAD}`]);
    expect((await verified(body.access_token, world().url)).scope).toBe(`${READ} ${UPLOAD}`);
  });

  it('takes a parameter without a value for one that is left out', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    const { status, body } = await ask(key, { ...GRANT, scope: '', resource: '' });
    expect([status, body.scope]).toEqual([200, READ]);
  });

  it('refuses by name what the key does not hold, and gives no token at all', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    const { status, body } = await ask(key, { ...GRANT, scope: `${READ} ${UPLOAD}` });
    const description = `Scope 2: The caller does not hold ${UPLOAD} and so cannot grant it.`;
    expect([status, body]).toEqual([400, { error: 'invalid_scope', error_description: description }]);
  });

  it('refuses what is no scope without repeating it', async () => {
    const acme = await world().organization();
    const description = 'Scope 1: There is no scope of this name.';
    for (const scope of ['workspace.nothing:read', '*', 'all', `${READ},${UPLOAD}`, ` ${READ}`]) {
      const { status, body } = await ask(acme.key, { ...GRANT, scope });
      expect([status, body]).toEqual([400, { error: 'invalid_scope', error_description: description }]);
    }
  });

  it('never lets a token outlast its key', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + 90_999 });
    const { body } = await ask(key, GRANT);
    expect(body.expires_in).toBe(90);
    expect((await verified(body.access_token, world().url)).exp).toBe(NOW_SECONDS + 90);
  });

  it('makes no token of a key that ends within this second', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + 999 });
    const { status, body } = await ask(key, GRANT);
    expect([status, body]).toEqual([401, { error: 'invalid_client', error_description: 'The API key has expired.' }]);
  });

  it('makes the token for the resources that are asked for', async () => {
    const acme = await world().organization();
    const api = 'https://api.example.com/documents';
    const one = await ask(acme.key, { ...GRANT, resource: api });
    expect((await verified(one.body.access_token, api)).aud).toBe(api);
    const two = await ask(acme.key, { ...GRANT, resource: [api, world().url] });
    expect((await verified(two.body.access_token, api)).aud).toEqual([api, world().url]);
  });

  it('refuses a resource that is no absolute URI, has a fragment, or is one too many', async () => {
    const acme = await world().organization();
    const six = [1, 2, 3, 4, 5, 6].map((number) => `https://api.example.com/${number}`);
    for (const resource of [
      'api',
      '/graphql',
      'https://api.example.com/#a',
      six,
      `https://a.example/${'a'.repeat(500)}`,
    ]) {
      const { status, body } = await ask(acme.key, { ...GRANT, resource });
      expect([status, body.error]).toEqual([400, 'invalid_target']);
    }
  });

  it('refuses other grants, and requests that are none', async () => {
    const acme = await world().organization();
    const error = async (form: Form) => {
      const { status, body } = await ask(acme.key, form);
      return [status, body.error];
    };
    expect(await error({})).toEqual([400, 'invalid_request']);
    expect(await error({ grant_type: 'password' })).toEqual([400, 'unsupported_grant_type']);
    expect(await error({ grant_type: ['client_credentials', 'client_credentials'] })).toEqual([400, 'invalid_request']);
    expect(await error({ ...GRANT, scope: [READ, READ] })).toEqual([400, 'invalid_request']);
    expect(await error({ ...GRANT, client_secret: acme.key.pass })).toEqual([400, 'invalid_request']);
    expect(await error({ ...GRANT, client_id: 'lko_somebodyelse0000' })).toEqual([400, 'invalid_request']);
    expect(await error({ ...GRANT, client_id: acme.key.user })).toEqual([200, undefined]);
  });

  it('takes forms alone, with POST alone, and says so in its own shape of error', async () => {
    const acme = await world().organization();
    const form = { authorization: basic(acme.key.value), 'content-type': 'application/x-www-form-urlencoded' };
    const send = async (changes: Record<string, string>, method = 'POST') => {
      const wishes = {
        method,
        path: '/oauth/token',
        headers: { ...form, ...changes },
        body: method === 'POST' ? 'grant_type=client_credentials' : '',
      };
      const { status, headers, text } = await world().request(wishes);
      return [status, headers.allow, text === '' ? null : JSON.parse(text).error];
    };
    expect(await send({})).toEqual([200, undefined, undefined]);
    const faults: Record<string, string>[] = [
      { 'content-type': 'application/json' },
      { 'content-type': 'application/x-www-form-urlencoded; charset=utf-16' },
      { 'content-encoding': 'gzip' },
    ];
    for (const fault of faults) expect(await send(fault)).toEqual([415, undefined, 'invalid_request']);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect(await send({}, method)).toEqual([405, 'POST', 'invalid_request']);
    }
  });

  it('authenticates a client by its key, and every refusal is the same', async () => {
    const acme = await world().organization();
    const gone = await world().key(acme);
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, gone.id]);
    const other = await world().organization();
    const wrong = { ...acme.key, value: `${acme.key.user}:${other.key.pass}` };
    const unknown = { ...acme.key, value: `lko_0000000000000000:${other.key.pass}` };
    const answers = await Promise.all([gone, wrong, unknown].map((key) => ask(key, GRANT)));
    for (const { status, headers, body } of answers) {
      expect([status, headers['www-authenticate'], body.error]).toEqual([
        401,
        'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
        'invalid_client',
      ]);
      expect(body).toEqual(answers[0]?.body);
    }
    const token = (await ask(acme.key, GRANT)).body.access_token;
    for (const sender of [null, { authorization: `Bearer ${acme.key.value}` }, { authorization: `Bearer ${token}` }]) {
      const { status, body } = await ask(sender, { ...GRANT, client_id: acme.key.user });
      const description = 'Send a valid API key with HTTP Basic, or as client_id and client_secret in the form.';
      expect([status, body]).toEqual([401, { error: 'invalid_client', error_description: description }]);
    }
  });

  it('tells who has the secret that the key has expired', async () => {
    const acme = await world().organization();
    world().now = NOW + 91 * DAY_MS;
    const { status, body } = await ask(acme.key, GRANT);
    expect([status, body]).toEqual([401, { error: 'invalid_client', error_description: 'The API key has expired.' }]);
  });
});
