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

/** Shape: `a0: name a1: name …` */
function aliases(count: number): string {
  return Array.from({ length: count }, (_, index) => `a${index}: name`).join(' ');
}

describe('many aliases', () => {
  const world = sharedWorld('sqlite');

  it('T55: a document has 15 aliases at most', async () => {
    const { key } = await world().organization();
    const fitting = await world()
      .as(key)
      .run(`{ viewer { ${aliases(15)} } }`);
    expect(fitting.status).toBe(200);
    expect(Object.keys(fitting.body.data.viewer)).toHaveLength(15);
    const excessive = await world()
      .as(key)
      .run(`{ viewer { ${aliases(16)} } }`);
    expect(excessive.status).toBe(400);
    expect(excessive.body.errors).toHaveLength(1);
    expect(excessive.body.errors[0].extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(excessive.body.data).toBeUndefined();
  });

  it('T55: aliases are counted through fragments', async () => {
    const { key } = await world().organization();
    const spread = await world()
      .as(key)
      .run(`{ viewer { ...F x: name } } fragment F on Viewer { ... on Viewer { ${aliases(15)} } }`);
    expect(spread.status).toBe(400);
    expect(spread.body.data).toBeUndefined();
  });

  it('T55: a thousand aliases are refused', async () => {
    const { key } = await world().organization();
    const answer = await world()
      .as(key)
      .run(`{ viewer { ${aliases(1000)} } }`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveLength(1);
  });

  it('T55: sixteen aliased mutations make nothing', async () => {
    const { key } = await world().organization();
    const fields = Array.from(
      { length: 16 },
      (_, n) => `a${n}: createProcess(input: { name: "P" }) { process { id } }`,
    );
    const answer = await world()
      .as(key)
      .run(`mutation { ${fields.join(' ')} }`);
    expect(answer.status).toBe(400);
    const after = await world().as(key).run('{ processes { totalCount } }');
    expect(after.body.data).toEqual({ processes: { totalCount: 0 } });
  });
});
