import { newId } from '../../src/id';
import { addMember } from '../support/addMember';
import { describeOnEachEngine } from '../support/engines';
import { neighbours } from '../support/neighbours';
import { NOW, sharedWorld } from '../support/world';

const GATEWAY_SECRET = 'the gateway and the server share this';

const NAMES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Process { id name } }
}`;

/** What a representation may be that no entity can answer, and what it is refused for. */
const NO_ENTITIES: readonly [what: string, representation: unknown][] = [
  ['a type that is not there', { __typename: 'Zanzibar', id: '1' }],
  ['a type that is no entity', { __typename: 'Viewer', id: '1' }],
  ['a type that holds secrets', { __typename: 'ApiKeySecret', value: '1' }],
  ['a wrapper', { __typename: 'ProcessConnection', totalCount: 1 }],
  ['a root', { __typename: 'Query' }],
  ['the union', { __typename: '_Entity', id: '1' }],
  ['a scalar', { __typename: 'String', id: '1' }],
  ['an input', { __typename: 'ApiKeyFilter', id: '1' }],
  ['a type of introspection', { __typename: '__Type', name: 'Query' }],
  ['a type in lower case', { __typename: 'process', id: '1' }],
  ['no type', { id: '1' }],
  ['a type that is no text', { __typename: { Process: 1 }, id: '1' }],
  ['a text', 'Process'],
  ['a number', 1],
  ['a list', []],
];

/** What a representation should not be believed. */
const FORGED = { name: 'Forged', status: 'READY', deletedAt: null };

describeOnEachEngine('_entities', (engine) => {
  const world = sharedWorld(engine, { GATEWAY_SECRET });

  it('answers in the order of the representations, duplicates included', async () => {
    const acme = await world().organization();
    const [a, b] = [await world().process(acme, 'A'), await world().process(acme, 'B')];
    const missing = { __typename: 'Process', id: newId(NOW) };
    const [ofA, ofB] = [a, b].map(({ id }) => ({ __typename: 'Process', id }));
    const representations = [ofB, ofA, missing, ofB, ofB, missing, ofA];
    const answer = await world().as(acme.key).run(NAMES, { representations });
    const [shownA, shownB] = [
      { ...ofA, name: 'A' },
      { ...ofB, name: 'B' },
    ];
    expect(answer.body).toEqual({
      data: { _entities: [shownB, shownA, null, shownB, shownB, null, shownA] },
    });
  });

  it('answers entities of all types in one list', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { name: 'CI', processId: process.id });
    const member = await addMember(world(), acme, 'Ada');
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      __typename
      ... on Organization { title: name apiKeys(filter: { owner: PROCESS }) { totalCount } }
      ... on Process { name organization { name } apiKeys { totalCount } }
      ... on ApiKey { label: name process { name } organization { name } }
      ... on Member { name role }
    } }`;
    const answer = await world()
      .as(acme.key)
      .run(query, {
        representations: [
          { __typename: 'Member', id: member.id },
          { __typename: 'ApiKey', id: key.id },
          { __typename: 'Process', id: process.id },
          { __typename: 'Organization', id: acme.id },
        ],
      });
    expect(answer.body).toEqual({
      data: {
        _entities: [
          { __typename: 'Member', name: 'Ada', role: 'ADMIN' },
          { __typename: 'ApiKey', label: 'CI', process: { name: 'Invoices' }, organization: { name: 'Acme' } },
          { __typename: 'Process', name: 'Invoices', organization: { name: 'Acme' }, apiKeys: { totalCount: 1 } },
          { __typename: 'Organization', title: 'Acme', apiKeys: { totalCount: 1 } },
        ],
      },
    });
  });

  it('believes nothing of a representation but its key', async () => {
    const { a, own, foreign } = await neighbours(world());
    const forged = { ...FORGED, organizationId: a.id, organization: { id: a.id } };
    const answer = await world()
      .as(a.key)
      .run(NAMES, {
        representations: [
          { __typename: 'Process', id: own.id, ...forged },
          { __typename: 'Process', id: foreign.id, ...forged },
          { __typename: 'Process', id: newId(NOW), ...forged },
          { __typename: 'Process', ...forged },
          { __typename: 'Process', id: null, ...forged },
          { __typename: 'Process', id: own.id.toUpperCase(), ...forged },
          { __typename: 'ApiKey', id: own.id, ...forged },
        ],
      });
    expect(answer.body).toEqual({
      data: { _entities: [{ __typename: 'Process', id: own.id, name: 'Own' }, null, null, null, null, null, null] },
    });
  });

  it('shows each entity as far as the scopes of the caller reach', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { scopes: ['workspace.process:update'] });
    const representations = [{ __typename: 'Process', id: process.id }];
    const answer = await world().as(key).run(NAMES, { representations });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: { _entities: [{ __typename: 'Process', id: process.id, name: null }] },
      errors: [
        {
          message: 'This field needs workspace.process:read.',
          locations: [{ line: 2, column: 81 }],
          path: ['_entities', 0, 'name'],
          extensions: { code: 'FORBIDDEN', requiredScopes: [['workspace.process:read']] },
        },
      ],
    });
  });

  it.each(NO_ENTITIES)('refuses the whole call for %s, and does not repeat it', async (_what, representation) => {
    const acme = await world().organization();
    const own = { __typename: 'Organization', id: acme.id };
    const answer = await world()
      .as(acme.key)
      .run(NAMES, { representations: [own, representation] });
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', path: ['representations', '1'] });
    expect(JSON.stringify(answer.body)).not.toContain('Zanzibar');
  });

  it('answers an empty list with an empty list', async () => {
    const { key } = await world().organization();
    const answer = await world().as(key).run(NAMES, { representations: [] });
    expect(answer.body).toEqual({ data: { _entities: [] } });
  });

  const many = (count: number) => Array.from({ length: count }, () => ({ __typename: 'Process', id: newId(NOW) }));

  it('takes a hundred representations from a caller, and no more', async () => {
    const { key } = await world().organization();
    const fitting = await world()
      .as(key)
      .run(NAMES, { representations: many(100) });
    expect(fitting.body.data._entities).toHaveLength(100);
    const excessive = await world()
      .as(key)
      .run(NAMES, { representations: many(101) });
    expect(excessive.status).toBe(400);
    expect(excessive.body).toEqual({
      errors: [
        {
          message: 'One call takes 100 representations at most.',
          extensions: { code: 'BAD_USER_INPUT', path: ['representations'] },
        },
      ],
    });
  });

  it('takes no more from a gateway whose secret is wrong', async () => {
    const { key } = await world().organization();
    const headers = { authorization: `Bearer ${key.value}`, 'latchkey-gateway': GATEWAY_SECRET.toUpperCase() };
    const answer = await world().graphql({ query: NAMES, variables: { representations: many(101) } }, headers);
    expect(answer.status).toBe(400);
  });

  it('takes ten thousand from a gateway that proves itself, and no more', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const headers = { authorization: `Bearer ${acme.key.value}`, 'latchkey-gateway': GATEWAY_SECRET };
    const own = { __typename: 'Process', id: process.id };
    const fitting = await world().graphql(
      { query: NAMES, variables: { representations: [...many(9_999), own] } },
      headers,
    );
    expect(fitting.status).toBe(200);
    expect(fitting.body.data._entities).toHaveLength(10_000);
    expect(fitting.body.data._entities[9_999]).toEqual({ ...own, name: 'Invoices' });
    const excessive = await world().graphql({ query: NAMES, variables: { representations: many(10_001) } }, headers);
    expect(excessive.status).toBe(400);
    expect(excessive.body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', path: ['representations'] });
  });

  it('asks each time: what a gateway may ask is not thereby open to others', async () => {
    const { key } = await world().organization();
    const authorization = `Bearer ${key.value}`;
    const query = `{ _entities(representations: [${'{ __typename: "Member" } '.repeat(101)}]) { __typename } }`;
    const toGateway = await world().graphql({ query }, { authorization, 'latchkey-gateway': GATEWAY_SECRET });
    expect(toGateway.status).toBe(200);
    const toCaller = await world().graphql({ query }, { authorization });
    expect([toCaller.status, toCaller.body.data]).toEqual([400, undefined]);
  });

  it('answers a gateway everywhere else as it answers anybody', async () => {
    const headers = { 'latchkey-gateway': GATEWAY_SECRET };
    const health = await world().request({ path: '/healthz', headers });
    expect([health.status, health.text]).toEqual([200, '{"status":"ok"}']);
    const deletion = await world().request({ method: 'DELETE', path: '/graphql', headers });
    expect(deletion.status).toBe(405);
    expect((await world().request({ path: '/nothing', headers })).status).toBe(404);
  });

  it('lets nobody else send a body that long', async () => {
    const { key } = await world().organization();
    const body = { query: NAMES, variables: { representations: many(2_000) } };
    const answer = await world().graphql(body, { authorization: `Bearer ${key.value}` });
    expect(answer.status).toBe(413);
  });
});
