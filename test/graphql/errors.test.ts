import { describeOnEachEngine } from '../support/engines';
import { sharedWorld } from '../support/world';

const CHALLENGE = 'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"';
const UNAUTHENTICATED = {
  errors: [
    {
      message: 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
};

/** Arguments that are wrong at a later place than a mutation that is right. */
const LATER_FAULTS: readonly [fault: string, variables: string, later: string, values: object][] = [
  ['a page size', '', 'b: createProcess(input: { name: "B" }) { process { apiKeys(first: 101) { totalCount } } }', {}],
  ['a page size in the payload of the first', '', '', {}],
  [
    'a page size in a variable',
    '($n: Int)',
    'b: createProcess(input: { name: "B" }) { process { apiKeys(first: $n) { totalCount } } }',
    { n: 0 },
  ],
  [
    'a page size in the default of a variable',
    '($n: Int = 1000)',
    'b: createProcess(input: { name: "B" }) { process { apiKeys(last: $n) { totalCount } } }',
    {},
  ],
  ['a cursor', '', 'b: createProcess(input: { name: "B" }) { process { apiKeys(after: "x") { totalCount } } }', {}],
  ['a literal', '', 'b: createProcess(input: { name: 1 }) { process { id } }', {}],
  ['a date', '', 'b: createApiKey(input: { name: "B", allScopes: true, expiresAt: "soon" }) { apiKey { id } }', {}],
  ['a variable', '($i: CreateProcessInput!)', 'b: createProcess(input: $i) { process { id } }', { i: { name: 1 } }],
  ['a variable that is missing', '($i: CreateProcessInput!)', 'b: createProcess(input: $i) { process { id } }', {}],
  [
    'a null for a variable with a default',
    '($i: CreateProcessInput = { name: "B" })',
    'b: createProcess(input: $i) { process { id } }',
    { i: null },
  ],
  [
    'a null inside an input',
    '($name: String = "B")',
    'b: createProcess(input: { name: $name }) { process { id } }',
    { name: null },
  ],
  [
    'a null in a list',
    '($scope: ScopeName = "workspace.process:read")',
    'b: createApiKey(input: { name: "B", scopes: [$scope], expiresAt: "2026-12-01T00:00:00Z" }) { apiKey { id } }',
    { scope: null },
  ],
  [
    'a null for a condition',
    '($if: Boolean = true)',
    'b: createProcess(input: { name: "B" }) { process { id @skip(if: $if) } }',
    { if: null },
  ],
  ['an unknown field', '', 'b: createProcess(input: { name: "B" }) { process { passDigest } }', {}],
];

describeOnEachEngine('errors', (engine) => {
  const world = sharedWorld(engine);

  it.each([
    ['a query', '{ viewer { name } }'],
    ['a query with an open field', '{ __typename viewer { name } }'],
    ['a mutation', 'mutation { updateOrganization(input: { name: "A" }) { organization { id } } }'],
    ['entities', '{ _entities(representations: []) { __typename } }'],
    ['a query whose arguments are wrong too', '{ processes(first: 1000) { totalCount } }'],
    ['a query that leaves everything out', '{ viewer @skip(if: true) { name } }'],
  ])('%s without a credential is 401 with a challenge and without data', async (_what, query) => {
    const answer = await world().as(null).run(query);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(CHALLENGE);
    expect(answer.body).toEqual(UNAUTHENTICATED);
  });

  it.each([
    ['unknown', 'Basic bGtvX3Vua25vd246bGtz'],
    ['of another scheme', 'Digest username="a"'],
    ['empty', ''],
  ])('a credential that is %s refuses even an open field', async (_what, authorization) => {
    const answer = await world().graphql({ query: '{ __typename }' }, { authorization });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(CHALLENGE);
    expect(answer.body).toEqual(UNAUTHENTICATED);
  });

  it.each(LATER_FAULTS)(
    '%s that is wrong anywhere is 400 before anything executes',
    async (_fault, variables, later, values) => {
      const { key } = await world().organization();
      const payload = later === '' ? 'process { id apiKeys(first: 0) { totalCount } }' : 'process { id }';
      const query = `mutation ${variables} { a: createProcess(input: { name: "A" }) { ${payload} } ${later} }`;
      const answer = await world()
        .as(key)
        .run(query, { ...values });
      expect(answer.status).toBe(400);
      expect(answer.body.data).toBeUndefined();
      expect(answer.body.errors[0].extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
      const after = await world().as(key).run('{ processes { totalCount } apiKeys { totalCount } }');
      expect(after.body.data).toEqual({ processes: { totalCount: 0 }, apiKeys: { totalCount: 1 } });
    },
  );

  it('a null is judged by the operation that is executed, and by no other of the document', async () => {
    const { key } = await world().organization();
    const query = `query A($id: ID) { apiKeys(filter: { processId: $id }) { totalCount } }
                   query B($id: ID!) { process(id: $id) { id } }`;
    const body = { query, operationName: 'A', variables: { id: null } };
    const answer = await world().graphql(body, { authorization: `Bearer ${key.value}` });
    expect(answer.body).toEqual({ data: { apiKeys: { totalCount: 1 } } });
  });

  it('a field that the caller may not see is FORBIDDEN: 200, the rest of the data, and what it needs', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: ['workspace.process:read'] });
    const answer = await world().as(key).run('{ processes { totalCount } apiKeys { totalCount } viewer { name } }');
    expect(answer.status).toBe(200);
    expect(answer.headers['www-authenticate']).toBeUndefined();
    expect(answer.body).toEqual({
      data: { processes: { totalCount: 0 }, apiKeys: null, viewer: { name: 'Key' } },
      errors: [
        {
          message: 'This field needs workspace.admin.api_key:manage, or workspace.process.api_key:manage.',
          locations: [{ line: 1, column: 28 }],
          path: ['apiKeys'],
          extensions: {
            code: 'FORBIDDEN',
            requiredScopes: [['workspace.admin.api_key:manage'], ['workspace.process.api_key:manage']],
          },
        },
      ],
    });
  });

  it('where every field is FORBIDDEN the status is 200 all the same', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: ['workspace.file:upload'] });
    const answer = await world().as(key).run('{ processes { totalCount } }');
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ processes: null });
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors[0].extensions).toEqual({
      code: 'FORBIDDEN',
      requiredScopes: [['workspace.process:read']],
    });
  });

  it('an expected failure is data, with status 200 and no top-level error', async () => {
    const { key } = await world().organization();
    const answer = await world()
      .as(key)
      .run('mutation { createProcess(input: { name: " " }) { process { id } userErrors { code path } } }');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: { createProcess: { process: null, userErrors: [{ code: 'INVALID', path: ['input', 'name'] }] } },
    });
  });

  it.each([
    ['does not parse', '{ viewer {', 'GRAPHQL_PARSE_FAILED'],
    ['is empty', ' ', 'GRAPHQL_PARSE_FAILED'],
    ['does not fit the schema', '{ viewer { pass } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['is a subscription', 'subscription { viewer { name } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'has several operations and names none',
      'query A { viewer { name } } query B { viewer { name } }',
      'BAD_USER_INPUT',
    ],
  ])('a document that %s is 400 without data', async (_what, query, code) => {
    const { key } = await world().organization();
    const answer = await world().as(key).run(query);
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors[0].extensions.code).toBe(code);
  });

  it('every answer says that it is not to be kept, and carries an id', async () => {
    const { key } = await world().organization();
    const answers = [
      await world().as(key).run('{ viewer { name } }'),
      await world().as(null).run('{ viewer { name } }'),
    ];
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(['no-store', 'no-store']);
    const ids = answers.map(({ headers }) => headers['x-request-id']);
    expect(ids).toEqual([expect.stringMatching(/^[\w.-]{8,64}$/), expect.stringMatching(/^[\w.-]{8,64}$/)]);
    expect(ids[0]).not.toBe(ids[1]);
  });
});
