import { describeOnEachEngine } from '../support/engines';
import { MailServer } from '../support/MailServer';
import { postForm } from '../support/oauth';
import { addPerson, signedIn } from '../support/people';
import { inviteMember } from '../support/peopleMutations';
import { begunRequest } from '../support/request';
import { type ReceivedSpan, TraceReceiver } from '../support/TraceReceiver';
import { waitUntil } from '../support/waitUntil';
import { basic, SECRET, type TestOrganization, World } from '../support/world';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const SERVER = 2;

describeOnEachEngine('traces', (engine) => {
  const SYSTEM = { 'db.system.name': engine === 'postgres' ? 'postgresql' : 'sqlite' };
  let receiver: TraceReceiver;
  let world: World;
  let acme: TestOrganization;

  beforeAll(async () => {
    receiver = await TraceReceiver.listen();
    world = await World.create(engine, { ...receiver.environment(), OTEL_SERVICE_NAME: 'keys', LOG_LEVEL: 'info' });
    acme = await world.organization();
  });
  beforeEach(() => receiver.reset());

  /** The spans of one request, once its own has come, which ends last. */
  async function spansOf(send: () => Promise<unknown>): Promise<readonly ReceivedSpan[]> {
    await send();
    await waitUntil('the span of the request', () => receiver.spans.some(({ name }) => name === 'request'));
    return receiver.spans;
  }

  /** Which spans there are, and below which others. Shape: `request > credential > storage`, each once. */
  function pathsOf(spans: readonly ReceivedSpan[]): string[] {
    const byId = new Map(spans.map((span) => [span.id, span]));
    const pathOf = ({ name, parent }: ReceivedSpan): string => {
      const above = byId.get(parent);
      return above ? `${pathOf(above)} > ${name}` : name;
    };
    return [...new Set(spans.map(pathOf))].sort();
  }

  const attributesOf = (spans: readonly ReceivedSpan[], name: string): unknown =>
    spans.find((span) => span.name === name)?.attributes;

  it('show a GraphQL request in its steps', async () => {
    const key = await world.key(acme);
    const spans = await spansOf(() => world.as(key).run('{ organization { name } processes { totalCount } }'));
    expect(pathsOf(spans)).toEqual([
      'request',
      'request > credential',
      'request > credential > storage',
      'request > policy',
      'request > storage',
    ]);
    expect(spans.find(({ name }) => name === 'request')).toMatchObject({
      kind: SERVER,
      parent: '',
      attributes: { 'latchkey.request.kind': 'graphql', 'http.response.status_code': 200, 'latchkey.outcome': 'ok' },
      resource: { 'service.name': 'keys', 'service.version': '0.1.0' },
    });
    expect(attributesOf(spans, 'credential')).toEqual({ 'latchkey.outcome': 'ok' });
    expect(attributesOf(spans, 'policy')).toEqual({ 'latchkey.outcome': 'ok' });
    expect(attributesOf(spans, 'storage')).toEqual({
      ...SYSTEM,
      'latchkey.storage.kind': 'read',
      'latchkey.outcome': 'ok',
    });
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it('show what a mutation writes', async () => {
    const spans = await spansOf(() =>
      world.as(acme.key).run('mutation { createProcess(input: { name: "A" }) { userErrors { code } } }'),
    );
    expect(spans.filter(({ attributes }) => attributes['latchkey.storage.kind'] === 'write')).toMatchObject([
      { name: 'storage', attributes: { ...SYSTEM, 'latchkey.outcome': 'ok' } },
    ]);
  });

  it('show nothing of the jobs that a request wakes', async () => {
    const mail = new MailServer();
    await mail.listen();
    const sending = await World.create(engine, { ...receiver.environment(), ...mail.environment() });
    const { key } = await sending.organization();
    const spans = await spansOf(() => inviteMember(sending.as(key), 'grace@example.com'));
    await mail.received(1);
    await sending.close();
    await mail.close();
    expect(spans.filter(({ attributes }) => attributes['latchkey.storage.kind'] === 'write')).toHaveLength(1);
  });

  it('show a refusal where it happened', async () => {
    const wrong = `${acme.key.user}:lks_${'a'.repeat(49)}`;
    const ofCredential = await spansOf(() => world.as(wrong).run('{ viewer { name } }'));
    expect([attributesOf(ofCredential, 'credential'), attributesOf(ofCredential, 'request')]).toEqual([
      { 'latchkey.outcome': 'refused' },
      { 'latchkey.request.kind': 'graphql', 'http.response.status_code': 401, 'latchkey.outcome': 'refused' },
    ]);
    receiver.reset();
    const ofPolicy = await spansOf(() => world.as(null).run('{ viewer { name } }'));
    expect([attributesOf(ofPolicy, 'credential'), attributesOf(ofPolicy, 'policy')]).toEqual([
      { 'latchkey.outcome': 'none' },
      { 'latchkey.outcome': 'refused' },
    ]);
  });

  it('show /verify, and whether the scopes were held', async () => {
    const key = await world.key(acme, { scopes: ['workspace.process:read'] });
    const verify = (scope: string) =>
      world.request({ path: `/verify?scope=${scope}`, headers: { authorization: basic(key.value) } });
    const held = await spansOf(() => verify('workspace.process:read'));
    expect(pathsOf(held)).toEqual([
      'request',
      'request > credential',
      'request > credential > storage',
      'request > policy',
    ]);
    expect(attributesOf(held, 'request')).toMatchObject({
      'latchkey.request.kind': 'verify',
      'latchkey.outcome': 'ok',
    });
    receiver.reset();
    const lacking = await spansOf(() => verify('workspace.process:create'));
    expect([attributesOf(lacking, 'policy'), attributesOf(lacking, 'request')]).toMatchObject([
      { 'latchkey.outcome': 'refused' },
      { 'http.response.status_code': 403 },
    ]);
  });

  it.each([
    ['/oauth/token', 'token', { grant_type: 'client_credentials', scope: 'workspace.process:read' }],
    ['/oauth/introspect', 'introspect', { token: 'none' }],
    ['/oauth/revoke', 'revoke', { token: 'none' }],
  ])('show %s', async (path, kind, form) => {
    const spans = await spansOf(() => postForm(world.url, path, acme.key, form));
    expect(attributesOf(spans, 'request')).toEqual({
      'latchkey.request.kind': kind,
      'http.response.status_code': 200,
      'latchkey.outcome': 'ok',
    });
    expect(pathsOf(spans)).toEqual(expect.arrayContaining(['request', 'request > credential']));
    expect(pathsOf(spans).includes('request > policy')).toBe(kind === 'token');
  });

  it('show the session of a person', async () => {
    const person = await signedIn(world, await addPerson(world, acme, {}));
    receiver.reset();
    const spans = await spansOf(() => person.run('{ viewer { name } }'));
    expect(spans.filter(({ name }) => name === 'credential').map(({ attributes }) => attributes)).toEqual([
      { 'latchkey.outcome': 'none' },
      { 'latchkey.outcome': 'ok' },
    ]);
  });

  it('go on below the span of whoever asks, and are left out where that trace is not recorded', async () => {
    const ask = (flags: string) =>
      world.graphql(
        { query: '{ viewer { name } }' },
        { authorization: basic(acme.key.value), traceparent: `00-${TRACE}-${SPAN}-${flags}` },
      );
    await ask('00');
    const spans = await spansOf(() => ask('01'));
    expect(spans.filter(({ name }) => name === 'request')).toMatchObject([{ traceId: TRACE, parent: SPAN }]);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  });

  it('keep requests apart that run at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => world.key(acme)));
    receiver.reset();
    await Promise.all(keys.map((key) => world.as(key).run('{ organization { name } processes { totalCount } }')));
    const requests = () => receiver.spans.filter(({ name }) => name === 'request');
    await waitUntil('all spans', () => requests().length === keys.length);
    for (const { traceId, id } of requests()) {
      const own = receiver.spans.filter((span) => span.traceId === traceId);
      expect(own.filter(({ name }) => name === 'credential').map(({ parent }) => parent)).toEqual([id]);
      expect(own.filter(({ name }) => name === 'policy').map(({ parent }) => parent)).toEqual([id]);
    }
  });

  it('are not made of probes, pages and what is not there', async () => {
    for (const path of ['/healthz', '/readyz', '/', '/explorer', '/nowhere', '/openapi.json'])
      await world.request({ path });
    await spansOf(() => world.as(acme.key).run('{ viewer { name } }'));
    expect(receiver.spans.filter(({ name }) => name === 'request')).toHaveLength(1);
  });

  it('hold nothing that a caller sent, and no secret', async () => {
    const name = 'a name that stands nowhere else';
    const key = await world.key(acme, { name });
    const headers = {
      authorization: basic(key.value),
      'user-agent': 'an agent of its own',
      'x-request-id': 'a-request-of-its-own',
      tracestate: 'vendor=of-its-own',
      traceparent: `00-${TRACE}-${SPAN}-01`,
    };
    const query = 'query Chosen($id: ID!) { process(id: $id) { name } organization { name } }';
    await spansOf(() => world.graphql({ query, variables: { id: 'chosen' } }, headers));
    await world.request({ path: '/verify?scope=a.b:c', headers });
    await postForm(world.url, '/oauth/token', key, { grant_type: 'client_credentials', scope: 'of.its:own' });
    await waitUntil('three', () => receiver.spans.filter((span) => span.name === 'request').length === 3);
    const secrets = [key.value, key.user, key.pass, key.id, SECRET, basic(key.value).slice(6)];
    const chosen = [name, 'Acme', 'its own', 'its-own', 'its:own', 'hosen', 'a.b:c', 'SELECT', acme.id];
    expect([...secrets, ...chosen].filter((text) => receiver.raw.includes(text))).toEqual([]);
    const names = new Set(receiver.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...names].sort()).toEqual([
      'db.system.name',
      'http.response.status_code',
      'latchkey.outcome',
      'latchkey.request.kind',
      'latchkey.storage.kind',
    ]);
  });

  it('have 20 spans of storage for one request at most', async () => {
    const fields = Array.from(
      { length: 15 },
      (_, index) => `c${index}: createProcess(input: { name: "P" }) { process { apiKeys { totalCount } } }`,
    );
    const spans = await spansOf(() => world.as(acme.key).run(`mutation { ${fields.join(' ')} }`));
    expect(spans.filter(({ name }) => name === 'storage')).toHaveLength(20);
  });

  it('go on in a request whose body comes later than its headers', async () => {
    const key = await world.key(acme);
    const headers = { 'content-type': 'application/json', authorization: basic(key.value) };
    const body = JSON.stringify({ query: '{ viewer { name } organization { name } }' });
    const spans = await spansOf(async () => {
      const { answer } = await begunRequest(world.url, { method: 'POST', path: '/graphql', headers, body });
      expect((await answer).status).toBe(200);
    });
    expect(pathsOf(spans)).toEqual(expect.arrayContaining(['request', 'request > credential', 'request > policy']));
  });
});
