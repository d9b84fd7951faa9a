import { basic, sharedWorld, type TestKey } from '../support/world';

/** Names that every object of JavaScript answers to. */
const NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__'];
/** A query is compiled the fourth time. */
const TIMES = 6;
const TOO_MUCH = {
  errors: [{ message: 'The document costs more than 5000 points.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
};

describe('names that every object has', () => {
  const world = sharedWorld('sqlite');

  /** What a GET answers, each time it comes. Shape: its text, since not every reader of JSON takes these names. */
  async function askAgain(key: TestKey, query: string, variables: string): Promise<string[]> {
    const path = `/graphql?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(variables)}`;
    const texts: string[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const { text } = await world().request({ path, headers: { authorization: `Bearer ${key.value}` } });
      texts.push(text.trim());
    }
    return texts;
  }

  it.each(NAMES)('pass no limit of cost as the variable $%s', async (name) => {
    const { key } = await world().organization();
    const list = `processes(first: $${name})`;
    const query = `query ($${name}: Int) { ${list} { edges { node { organization { ${list} { edges { cursor } } } } } } }`;
    const texts = await askAgain(key, query, `{"${name}":100}`);
    expect(texts.map((text) => JSON.parse(text))).toEqual(Array(TIMES).fill(TOO_MUCH));
  });

  it.each(NAMES)('are read as the variable $%s, each time alike', async (name) => {
    const acme = await world().organization();
    for (const each of ['A', 'B']) await world().process(acme, each);
    const query = `query ($${name}: Int = 2) { processes(first: $${name}) { edges { node { name } } } }`;
    const edges = (...names: string[]) =>
      `{"data":{"processes":{"edges":[${names.map((each) => `{"node":{"name":"${each}"}}`).join(',')}]}}}`;
    expect(await askAgain(acme.key, query, `{"${name}":1}`)).toEqual(Array(TIMES).fill(edges('A')));
    expect(await askAgain(acme.key, query, '{}')).toEqual(Array(TIMES).fill(edges('A', 'B')));
  });

  it.each(NAMES)('are answered as the alias %s, each time alike', async (name) => {
    const acme = await world().organization();
    const whole = await askAgain(acme.key, `{ ${name}: viewer { ${name}: name } viewer { kind } }`, '{}');
    expect(whole).toEqual(Array(TIMES).fill(`{"data":{"${name}":{"${name}":"Key"},"viewer":{"kind":"API_KEY"}}}`));
    const poor = await world().key(acme, { scopes: ['workspace.file:upload'] });
    const [refused = ''] = await askAgain(poor, `{ ${name}: viewer { name } processes { edges { cursor } } }`, '{}');
    expect(refused).toContain(`"data":{"${name}":{"name":"Key"},"processes":null}`);
  });

  it.each(NAMES)('are names of operations and fragments: %s', async (name) => {
    const { key } = await world().organization();
    const query = `query ${name} { viewer { ...${name} } } fragment ${name} on Viewer { name }`;
    expect(await askAgain(key, query, '{}')).toEqual(Array(TIMES).fill('{"data":{"viewer":{"name":"Key"}}}'));
  });

  it('say nothing of the caller, the cost or a representation where nobody asks for them', async () => {
    const { key } = await world().organization();
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
    const poisoned = '{"__proto__":{"isGateway":true},"r":[{"__proto__":{"__typename":"Process"},"id":"x"}]}';
    const texts = await askAgain(key, query, poisoned);
    expect(texts.map((text) => JSON.parse(text).errors[0].extensions.code)).toEqual(
      Array(TIMES).fill('BAD_USER_INPUT'),
    );
  });

  it.each(NAMES)('are not taken for scopes, forms or hashes that are known: %s', async (name) => {
    const { key } = await world().organization();
    const authorization = `Bearer ${key.value}`;
    const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(key.value) };
    const hash = { query: '{ viewer { name } }', extensions: { persistedQuery: { version: 1, sha256Hash: name } } };
    const json = { 'content-type': 'application/json', authorization };
    const answers = await Promise.all([
      world().request({ path: `/verify?scope=${name}`, headers: { authorization } }),
      world().request({ path: `/verify?${name}=workspace.file:upload`, headers: { authorization } }),
      world().request({ method: 'POST', path: '/oauth/token', headers: form, body: `grant_type=${name}` }),
      world().request({ method: 'POST', path: '/graphql', headers: json, body: JSON.stringify(hash) }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });

  it('that would change an object are refused in a JSON body', async () => {
    const { key } = await world().organization();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key.value}` };
    const body =
      '{"query":"query ($__proto__: Int) { processes(first: $__proto__) { totalCount } }","variables":{"__proto__":100}}';
    expect((await world().request({ method: 'POST', path: '/graphql', headers, body })).status).toBe(400);
  });
});
