import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { initOrganization } from '../../src/running/init';
import { describeOnEachEngine } from '../support/engines';
import { basic, NOW, sharedWorld } from '../support/world';

const VIEWER = '{ viewer { kind } }';
const PASSWORD = 'correct horse battery staple';

const UNAUTHENTICATED = {
  errors: [
    {
      message: 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
};

describeOnEachEngine('credentials of another kind', (engine) => {
  const world = sharedWorld(engine);

  async function member(email: string) {
    const { database, app } = world();
    const request = { organization: 'Acme', email, name: 'Ada', password: PASSWORD };
    const parts = { storage: database, services: app.services, clock: () => NOW, catalogue: SHIPPED_SCOPES };
    return initOrganization(parts, request);
  }

  it('T48: the e-mail address and password of a Workspace login are no API key', async () => {
    const { user } = await member('ada@example.com');
    const answer = await world().as(`${user.email}:${PASSWORD}`).run(VIEWER);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"');
    expect(answer.body).toEqual(UNAUTHENTICATED);
  });

  it('T48: nor are they as a Bearer token, nor the id of the user with the password', async () => {
    const { user } = await member('bob@example.com');
    const bearer = await world().graphql({ query: VIEWER }, { authorization: `Bearer ${user.email}:${PASSWORD}` });
    expect([bearer.status, bearer.body]).toEqual([401, UNAUTHENTICATED]);
    const byId = await world().as(`${user.id}:${PASSWORD}`).run(VIEWER);
    expect([byId.status, byId.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it('T48: the user of a key with the password of a Workspace login is no credential', async () => {
    const { apiKey } = await member('eve@example.com');
    const [user] = apiKey.value.split(':');
    const answer = await world().as(`${user}:${PASSWORD}`).run(VIEWER);
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it('T48: an API key in a cookie counts for nothing, from whatever origin', async () => {
    const { key } = await world().organization();
    const cookies = `session=${key.value}; __Host-session=${key.value}; Authorization=${encodeURIComponent(basic(key.value))}`;
    const headers = { cookie: cookies, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const answer = await world().graphql({ query: VIEWER }, headers);
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('T48: an API key in the address or in the body counts for nothing', async () => {
    const { key } = await world().organization();
    const inBody = await world().graphql({ query: VIEWER, apiKey: key.value, authorization: basic(key.value) });
    expect([inBody.status, inBody.body]).toEqual([401, UNAUTHENTICATED]);
    const query = `query=${encodeURIComponent(VIEWER)}&api_key=${key.value}&access_token=${key.value}`;
    const inAddress = await world().request({
      path: `/graphql?${query}`,
      headers: { 'apollo-require-preflight': '1' },
    });
    expect([inAddress.status, JSON.parse(inAddress.text)]).toEqual([401, UNAUTHENTICATED]);
  });
});
