import { describeOnEachEngine } from '../support/engines';
import { gate } from '../support/gate';
import { otherSecret } from '../support/keySecrets';
import { postForm, type Sender, tokenOf } from '../support/oauth';
import { addPerson, signedIn } from '../support/people';
import { Visitor } from '../support/Visitor';
import { basic, NOW, sharedWorld, type TestKey } from '../support/world';

const HEADER = 'latchkey-key-expires';
const EXPIRES = '2026-12-23T12:00:00.000Z';
const RETIRES = '2026-11-24T12:00:00.000Z';

describeOnEachEngine('the header that says when the key ends', (engine) => {
  const world = sharedWorld(engine, { CORS_ORIGINS: 'https://app.example.com', FAILURES_PER_MINUTE: '0' });
  const newKey = async () => world().key(await world().organization(), { expiresAt: Date.parse(EXPIRES) });
  const graphql = async (authorization: string, query: string, others: Record<string, string> = {}) => {
    const { status, headers } = await world().graphql({ query }, { authorization, ...others });
    return [status, headers[HEADER]];
  };
  const verify = async (authorization: string, query = '') => {
    const { status, headers } = await world().request({ path: `/verify${query}`, headers: { authorization } });
    return [status, headers[HEADER]];
  };
  const post = async (path: string, sender: Sender, form: Record<string, string>) => {
    const { status, headers } = await postForm(world().url, path, sender, form);
    return [status, headers[HEADER]];
  };
  const exchange = (key: TestKey) => post('/oauth/token', key, { grant_type: 'client_credentials' });

  /** Deletes a key with itself, which lets its caller in and is disabled before the change. */
  const deleteWhileItEnds = async (key: TestKey) => {
    const [begun, ended] = [gate(), gate()];
    const ending = world().database.write(async ({ sql }) => {
      await sql('UPDATE "api_key" SET "disabledAt" = 7 WHERE "id" = $1', [key.id]);
      begun.open();
      await ended.opened;
    });
    await begun.opened;
    const asked = graphql(
      basic(key.value),
      `mutation { deleteApiKey(input: { id: "${key.id}" }) { deletedApiKeyId } }`,
    );
    for (const _each of [1, 2, 3]) expect(await verify(basic(key.value))).toEqual([200, EXPIRES]);
    ended.open();
    await ending;
    return asked;
  };

  it('is in every answer to a key, whatever it asks', async () => {
    const key = await newKey();
    expect(await graphql(basic(key.value), '{ viewer { name } }')).toEqual([200, EXPIRES]);
    expect(await graphql(`Bearer ${key.value}`, '{ viewer { name } }')).toEqual([200, EXPIRES]);
    expect(await verify(basic(key.value))).toEqual([200, EXPIRES]);
    expect(await exchange(key)).toEqual([200, EXPIRES]);
    expect(await post('/oauth/introspect', key, { token: key.value })).toEqual([200, EXPIRES]);
    expect(await post('/oauth/revoke', key, { token: 'nothing' })).toEqual([200, EXPIRES]);
  });

  it('is in every answer to a token, and says when its key ends', async () => {
    const key = await newKey();
    const authorization = `Bearer ${await tokenOf(world().url, key)}`;
    expect(await graphql(authorization, '{ viewer { name } }')).toEqual([200, EXPIRES]);
    expect(await verify(authorization)).toEqual([200, EXPIRES]);
    expect(await post('/oauth/introspect', { authorization }, { token: 'nothing' })).toEqual([200, EXPIRES]);
  });

  it('is in refusals of what a known caller asks, of whatever status', async () => {
    const key = await newKey();
    const authorization = basic(key.value);
    expect(await graphql(authorization, '{ nothing }')).toEqual([400, EXPIRES]);
    expect(await graphql(authorization, '')).toEqual([400, EXPIRES]);
    expect(await graphql(authorization, '{', { 'content-type': 'text/plain' })).toEqual([415, undefined]);
    expect(await graphql(authorization, '{ viewer { name } }', { 'latchkey-organization': 'x' })).toEqual([
      409,
      EXPIRES,
    ]);
    expect(await verify(authorization, '?scope=workspace.unheard:of')).toEqual([403, EXPIRES]);
    expect(await post('/oauth/token', key, { grant_type: 'password' })).toEqual([400, EXPIRES]);
    const narrow = await world().key(await world().organization(), {
      scopes: ['workspace.process:read'],
      expiresAt: Date.parse(EXPIRES),
    });
    expect(await post('/oauth/introspect', narrow, { token: 'nothing' })).toEqual([403, EXPIRES]);
  });

  it('says when the secret ends that came, of a key that has two', async () => {
    const key = await newKey();
    const retiring = await otherSecret(world(), key, 'RETIRING', Date.parse(RETIRES));
    const token = await tokenOf(world().url, retiring);
    expect(await verify(basic(key.value))).toEqual([200, EXPIRES]);
    expect(await verify(basic(retiring.value))).toEqual([200, RETIRES]);
    expect(await verify(`Bearer ${token}`)).toEqual([200, RETIRES]);
    expect(await post('/oauth/introspect', retiring, { token: key.value })).toEqual([200, RETIRES]);
  });

  it('is in no 401, though the caller was known at first', async () => {
    const key = await newKey();
    expect(await graphql(basic(`${key.user}:${(await newKey()).pass}`), '{ viewer { name } }')).toEqual([
      401,
      undefined,
    ]);
    expect(await graphql(basic('nothing'), '{ viewer { name } }')).toEqual([401, undefined]);
    expect(await deleteWhileItEnds(key)).toEqual([401, undefined]);
    const late = await world().key(await world().organization(), { expiresAt: NOW + 500 });
    expect(await exchange(late)).toEqual([401, undefined]);
  });

  it('is in no answer to a person or to nobody', async () => {
    const { token } = await signedIn(world(), await addPerson(world(), await world().organization()));
    const cookie = `latchkey-session=${token}`;
    const { status, headers } = await new Visitor(world()).run('{ viewer { name } }', {}, { cookie });
    expect([status, headers[HEADER]]).toEqual([200, undefined]);
    expect((await world().request({ path: '/healthz' })).headers[HEADER]).toBeUndefined();
  });

  it('may be read by pages of another origin', async () => {
    const headers = { origin: 'https://app.example.com' };
    const key = await newKey();
    const answer = await world().graphql(
      { query: '{ viewer { name } }' },
      { ...headers, authorization: basic(key.value) },
    );
    expect(answer.headers['access-control-expose-headers']).toContain(HEADER);
  });
});
