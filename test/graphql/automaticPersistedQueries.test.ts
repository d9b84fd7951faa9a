import { createHash } from 'node:crypto';
import { sharedWorld, type TestKey } from '../support/world';

const NOT_FOUND = {
  status: 200,
  body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
};

function extensionsFor(document: string) {
  return { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(document).digest('hex') } };
}

describe('automatic persisted queries', () => {
  const world = sharedWorld('sqlite', { INTROSPECTION: 'authenticated' });

  async function ask(body: object, key: TestKey | null) {
    const answer = await world().graphql(body, key ? { authorization: `Bearer ${key.value}` } : {});
    return { status: answer.status, body: answer.body };
  }

  /** By its hash alone. */
  const recall = (document: string, key: TestKey | null, variables = {}) =>
    ask({ extensions: extensionsFor(document), variables }, key);

  /** With its hash, to be remembered. */
  const register = (document: string, key: TestKey | null, variables = {}) =>
    ask({ query: document, extensions: extensionsFor(document), variables }, key);

  it('answer a hash that nobody sent the document of in the words that clients know', async () => {
    const { key } = await world().organization();
    expect(await recall('query NeverSent { viewer { name } }', key)).toEqual(NOT_FOUND);
  });

  it('answer a hash once its document has been sent with it, by GET too', async () => {
    const { key } = await world().organization();
    const document = 'query Sent { organization { name } }';
    const answer = { status: 200, body: { data: { organization: { name: 'Acme' } } } };
    expect(await register(document, key)).toEqual(answer);
    expect(await recall(document, key)).toEqual(answer);
    const asked = await world().request({
      path: `/graphql?${new URLSearchParams({ extensions: JSON.stringify(extensionsFor(document)) })}`,
      headers: { authorization: `Bearer ${key.value}`, 'apollo-require-preflight': 'true' },
    });
    expect([asked.status, JSON.parse(asked.text)]).toEqual([200, answer.body]);
  });

  it('ask the law each time, for whoever asks', async () => {
    const acme = await world().organization();
    const lesser = await world().key(acme, { scopes: ['workspace.export:create'] });
    const document = 'query OfTheLaw { organization { name processes { totalCount } } }';
    await register(document, acme.key);
    const { body } = await recall(document, lesser);
    expect(body.data).toEqual({ organization: { name: 'Acme', processes: null } });
    const other = await world().organization('Other');
    expect((await recall(document, other.key)).body.data.organization.name).toBe('Other');
    expect((await recall(document, null)).status).toBe(401);
  });

  it('keep no document of an anonymous caller, not even one that is open to all', async () => {
    const { key } = await world().organization();
    const document = 'query OpenToAll { __typename }';
    expect(await register(document, null)).toEqual({ status: 200, body: { data: { __typename: 'Query' } } });
    expect(await recall(document, key)).toEqual(NOT_FOUND);
    const unnamed = 'query One { viewer { name } } query Other { viewer { name } }';
    expect((await register(unnamed, null)).status).toBe(400);
    expect(await recall(unnamed, key)).toEqual(NOT_FOUND);
  });

  it.each([
    ['does not parse', 'query NotParsed { viewer '],
    ['does not fit the schema', 'query NotFitting { viewer { size } }'],
    ['is too deep', `query TooDeep { ${'process(id: "1") { organization { '.repeat(6)} name ${'} }'.repeat(6)} }`],
    [
      'costs too much',
      'query TooDear { organization { processes(first: 100) { edges { node { apiKeys(first: 100) { edges { node { name } } } } } } } }',
    ],
    ['has several operations and names none', 'query Either { viewer { name } } query Or { viewer { name } }'],
    ['has wrong arguments', 'query WrongArguments { processes(first: 101) { totalCount } }'],
    ['has wrong variables', 'query WrongVariables($id: ID!) { process(id: $id) { name } }'],
  ])('keep no document that %s', async (_fault, document) => {
    const { key } = await world().organization();
    expect((await register(document, key)).status).toBe(400);
    expect(await recall(document, key)).toEqual(NOT_FOUND);
  });

  it('weigh a document that is kept with the variables of each request', async () => {
    const { key } = await world().organization();
    const document =
      'query Weighed($first: Int) { organization { processes(first: $first) { edges { node { apiKeys(first: $first) { edges { node { name } } } } } } } }';
    expect((await register(document, key, { first: 2 })).status).toBe(200);
    expect((await recall(document, key, { first: 2 })).status).toBe(200);
    const heavy = await recall(document, key, { first: 100 });
    expect(heavy).toEqual({
      status: 400,
      body: {
        errors: [
          {
            message: 'The document costs more than 5000 points.',
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          },
        ],
      },
    });
  });

  it.each([
    ['a hash of another document', { version: 1, sha256Hash: '0'.repeat(64) }, 'provided sha does not match query.'],
    ['another version', { version: 2, sha256Hash: '0'.repeat(64) }, 'Unsupported persisted query version.'],
    ['a text', 'x', 'Unsupported persisted query version.'],
  ])('refuse %s as a fault of the request', async (_what, persistedQuery, message) => {
    const { key } = await world().organization();
    expect(await ask({ query: '{ viewer { name } }', extensions: { persistedQuery } }, key)).toEqual({
      status: 400,
      body: { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] },
    });
  });
});
