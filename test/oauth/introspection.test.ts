import { describeOnEachEngine } from '../support/engines';
import { introspect, postForm, tokenOf } from '../support/oauth';
import { NOW, sharedWorld, type TestKey } from '../support/world';

const GATEWAY_SECRET = 'a secret of the gateway that is long enough';
const GATEWAY = { 'latchkey-gateway': GATEWAY_SECRET };
const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';
const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const INACTIVE = { active: false };

describeOnEachEngine('POST /oauth/introspect', (engine) => {
  const world = sharedWorld(engine, { GATEWAY_SECRET });
  const url = () => world().url;
  const ask = (sender: TestKey | Record<string, string> | null, form: Record<string, string>) =>
    postForm(url(), '/oauth/introspect', sender, form);

  it('tells a gateway what a key is good for', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { processId: process.id, scopes: [UPLOAD, READ] });
    const { status, headers, body } = await ask(GATEWAY, { token: key.value });
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      active: true,
      scope: `${UPLOAD} ${READ}`,
      token_type: 'api_key',
      iss: url(),
      sub: key.user,
      client_id: key.user,
      exp: NOW / 1_000 + 90 * 24 * 3_600,
      organization_id: acme.id,
      process_id: process.id,
      key_id: key.id,
    });
  });

  it('tells a gateway what an access token is good for, whomever it is for', async () => {
    const acme = await world().organization();
    const resource = 'https://api.example.com';
    const token = await tokenOf(url(), acme.key, { scope: READ, resource });
    for (const hint of ['access_token', 'api_key', 'nonsense']) {
      expect((await ask(GATEWAY, { token, token_type_hint: hint })).body).toEqual({
        active: true,
        scope: READ,
        token_type: 'Bearer',
        iss: url(),
        sub: acme.key.user,
        client_id: acme.key.user,
        aud: resource,
        exp: NOW / 1_000 + 300,
        iat: NOW / 1_000,
        jti: expect.stringMatching(/^[0-9a-f]{32}$/),
        organization_id: acme.id,
        key_id: acme.key.id,
      });
    }
  });

  it('says of a token what its key has left of it', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ, UPLOAD] });
    const token = await tokenOf(url(), key);
    await world().rows('UPDATE "api_key" SET "scopes" = $1 WHERE "id" = $2', [` ${UPLOAD} `, key.id]);
    expect(await introspect(url(), GATEWAY, token)).toMatchObject({ active: true, scope: UPLOAD });
  });

  it('calls inactive whatever does not work, and says no more', async () => {
    const acme = await world().organization();
    const other = await world().organization();
    const gone = await world().key(acme);
    const token = await tokenOf(url(), gone);
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, gone.id]);
    const wrong = `${acme.key.user}:${other.key.pass}`;
    for (const each of [gone.value, token, wrong, 'nothing', 'a.b.c', `${acme.key.value}x`]) {
      const { status, body } = await ask(GATEWAY, { token: each });
      expect([status, body]).toEqual([200, INACTIVE]);
    }
  });

  it('tells who may manage keys of those that it may manage, and of no others', async () => {
    const acme = await world().organization();
    const globex = await world().organization();
    const [one, two] = [await world().process(acme, 'One'), await world().process(acme, 'Two')];
    const ofOne = await world().key(acme, { processId: one.id, scopes: [READ] });
    const all = [acme.key, ofOne, globex.key];
    const activeFor = async (asker: TestKey) => {
      const answers = await Promise.all(all.map(({ value }) => introspect(url(), asker, value)));
      return answers.map((answer) => (answer as { active: boolean }).active);
    };
    const manager = await world().key(acme, { scopes: [MANAGE] });
    const processManager = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    const managerOfOne = await world().key(acme, { processId: one.id, scopes: [MANAGE_OF_PROCESSES] });
    const managerOfTwo = await world().key(acme, { processId: two.id, scopes: [MANAGE_OF_PROCESSES] });
    expect(await activeFor(manager)).toEqual([true, true, false]);
    expect(await activeFor(processManager)).toEqual([false, true, false]);
    expect(await activeFor(managerOfOne)).toEqual([false, true, false]);
    expect(await activeFor(managerOfTwo)).toEqual([false, false, false]);
  });

  it('can be asked with an access token that may manage keys', async () => {
    const acme = await world().organization();
    const sender = { authorization: `Bearer ${await tokenOf(url(), acme.key, { scope: MANAGE })}` };
    expect(await introspect(url(), sender, acme.key.value)).toMatchObject({ active: true });
  });

  it('refuses callers that may manage no keys', async () => {
    const acme = await world().organization();
    const reader = await world().key(acme, { scopes: [READ] });
    const { status, headers, body } = await ask(reader, { token: acme.key.value });
    expect([status, headers['www-authenticate'], body]).toEqual([
      403,
      'Bearer realm="Latchkey", error="insufficient_scope"',
      { error: 'insufficient_scope', error_description: 'Introspection is for callers that may manage API keys.' },
    ]);
  });

  it('refuses strangers, and whoever has another secret than the gateway', async () => {
    const acme = await world().organization();
    const wrong = { authorization: 'Basic bm90aGluZw==' };
    const others = [`${GATEWAY_SECRET}x`, GATEWAY_SECRET.slice(0, -1), GATEWAY_SECRET.replace('secret', 'sEcret'), ''];
    const senders = [null, ...others.map((secret) => ({ 'latchkey-gateway': secret })), wrong];
    for (const sender of senders) {
      const { status, headers, body } = await ask(sender, { token: acme.key.value });
      expect([status, body.error]).toEqual([401, 'invalid_client']);
      expect(headers['www-authenticate']).toBe('Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"');
    }
  });

  it('needs a token, given once', async () => {
    expect((await ask(GATEWAY, {})).body).toEqual({
      error: 'invalid_request',
      error_description: 'The parameter token is missing.',
    });
  });
});
