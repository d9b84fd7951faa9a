import { tokenOf } from '../support/oauth';
import { basic } from '../support/world';
import { describeEntities } from './describeEntities';
import { describeKeyReferences } from './describeKeyReferences';
import { CREATED, DELETE, MUTATION, NARROW, QUERY, WHOLE } from './operations';
import { ask } from './RunningGateway';
import { answeredCount, bearerOf, makeWorkplace, sharedGraph } from './sharedGraph';
import { startHiveGateway } from './startHiveGateway';

/** How Hive Gateway refuses a field. */
function refusal(path: string[], line: number, column: number) {
  return {
    message: 'Unauthorized field or type',
    locations: [{ line, column }],
    path,
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  };
}

describe('behind Hive Gateway', () => {
  const graph = sharedGraph('sqlite', true, startHiveGateway);

  it('a request without a credential is refused by the gateway, and reaches no subgraph', async () => {
    const { processId: id } = await makeWorkplace(graph());
    const before = answeredCount(graph());
    expect(await ask(graph().gateway, null, QUERY, { id })).toEqual({
      status: 401,
      body: {
        data: { organization: null, process: null },
        errors: [refusal(['organization'], 2, 3), refusal(['process'], 3, 3)],
      },
    });
    expect(answeredCount(graph())).toBe(before);
  });

  it('a token with the scopes is answered by all subgraphs', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key);
    expect(await ask(graph().gateway, bearer, QUERY, { id })).toEqual({ status: 200, body: { data: WHOLE } });
    expect(await ask(graph().gateway, bearer, MUTATION, { id })).toEqual({ status: 200, body: { data: CREATED } });
  });

  it('a token without a scope loses the field to the gateway, and is answered the others', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key, 'workspace.collection:read');
    expect(await ask(graph().gateway, bearer, QUERY, { id })).toEqual({
      status: 401,
      body: { data: { organization: { name: 'Acme' }, process: null }, errors: [refusal(['process'], 3, 3)] },
    });
  });

  it('a token without the scope of another subgraph loses its field, too', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key, 'workspace.process:read');
    // A refused list is put under a key "@" by this gateway.
    expect(await ask(graph().gateway, bearer, QUERY, { id })).toEqual({
      status: 401,
      body: {
        data: { organization: { name: 'Acme' }, process: { name: 'Invoices', '@': { collections: null } } },
        errors: [refusal(['process', '@', 'collections'], 3, 27)],
      },
    });
  });

  it('a mutation that a token does not reach does not run', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key, 'workspace.process:read');
    expect(await ask(graph().gateway, bearer, MUTATION, { id })).toEqual({
      status: 401,
      body: { data: { createCollection: null }, errors: [refusal(['createCollection'], 2, 3)] },
    });
    expect(graph().documents.rows.filter(({ processId }) => processId === id)).toHaveLength(1);
  });

  it('a raw key is exchanged for a token with its scopes', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const { gateway, world } = graph();
    expect(await ask(gateway, basic(acme.key.value), QUERY, { id })).toEqual({ status: 200, body: { data: WHOLE } });
    const lesser = await world.key(acme, { scopes: ['workspace.collection:read'] });
    expect(await ask(gateway, basic(lesser.value), QUERY, { id })).toEqual({
      status: 401,
      body: { data: { organization: { name: 'Acme' }, process: null }, errors: [refusal(['process'], 3, 3)] },
    });
  });

  it('a raw key that does not hold is refused as a whole', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const other = await graph().world.key(acme);
    expect(await ask(graph().gateway, basic(`${acme.key.user}:${other.pass}`), QUERY, { id })).toEqual({
      status: 401,
      body: { errors: [{ message: 'The key does not hold.', extensions: { code: 'UNAUTHENTICATED' } }] },
    });
  });

  it('a token that was forged, or is for somebody else, is refused by the gateway', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const { gateway, world } = graph();
    const forged = `${(await bearerOf(graph(), acme.key)).slice(0, -8)}AAAAAAAA`;
    const elsewhere = `Bearer ${await tokenOf(world.url, acme.key)}`;
    const refused = { status: 401, body: { errors: [{ message: 'Unauthenticated' }] } };
    const before = answeredCount(graph());
    expect(await ask(gateway, forged, QUERY, { id })).toEqual(refused);
    expect(await ask(gateway, elsewhere, QUERY, { id })).toEqual(refused);
    expect(answeredCount(graph())).toBe(before);
  });

  it('a token of a key that was narrowed passes the gateway, and is refused the field by this server', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const { gateway, world } = graph();
    const key = await world.key(acme);
    const bearer = await bearerOf(graph(), key);
    await world.as(acme.key).run(NARROW, { id: key.id });
    expect(await ask(gateway, bearer, QUERY, { id })).toEqual({
      status: 200,
      body: {
        data: { organization: { name: 'Acme' }, process: null },
        errors: [
          {
            message: 'This field needs workspace.process:read.',
            path: ['process'],
            extensions: {
              code: 'FORBIDDEN',
              requiredScopes: [['workspace.process:read']],
              serviceName: 'latchkey',
            },
          },
        ],
      },
    });
  });

  it('a token of a deleted key passes the gateway, and is refused by this server', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const { gateway, world } = graph();
    const key = await world.key(acme);
    const bearer = await bearerOf(graph(), key);
    await world.as(acme.key).run(DELETE, { id: key.id });
    const refused = {
      message: 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".',
      extensions: { code: 'UNAUTHENTICATED', serviceName: 'latchkey' },
    };
    expect(await ask(gateway, bearer, QUERY, { id })).toEqual({
      status: 200,
      body: {
        data: null,
        errors: [
          { ...refused, path: ['process'] },
          { ...refused, path: ['organization'] },
        ],
      },
    });
  });

  it('the id of a key that another subgraph refers to takes no scope', async () => {
    const { acme } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key, 'workspace.collection:read');
    expect(await ask(graph().gateway, bearer, '{ collections { madeWith { id collectionCount } } }')).toEqual({
      status: 200,
      body: { data: { collections: [{ madeWith: { id: acme.key.id, collectionCount: 1 } }] } },
    });
  });

  describeKeyReferences(graph);
  describeEntities(graph, startHiveGateway, 'One call takes 100 representations at most.');
});
