import { basic } from '../support/world';
import { describeEntities } from './describeEntities';
import { describeKeyReferences } from './describeKeyReferences';
import { CREATED, DELETE, MUTATION, QUERY, WHOLE } from './operations';
import { ask } from './RunningGateway';
import { answeredCount, bearerOf, makeWorkplace, sharedGraph } from './sharedGraph';
import { startApolloGateway } from './startApolloGateway';

/** How this server's refusal of a request as a whole comes out of Apollo Gateway. */
const REFUSED = {
  status: 200,
  body: { data: null, errors: [{ message: '401: Unauthorized', extensions: { code: 'UNAUTHENTICATED' } }] },
};

/** How a refusal by this server comes out of Apollo Gateway. */
const PROCESS_REFUSED = {
  status: 200,
  body: {
    data: { organization: { name: 'Acme' }, process: null },
    errors: [
      {
        message: 'This field needs workspace.process:read.',
        path: ['process'],
        extensions: { code: 'FORBIDDEN', requiredScopes: [['workspace.process:read']], serviceName: 'latchkey' },
      },
    ],
  },
};

describe('behind Apollo Gateway', () => {
  const graph = sharedGraph('sqlite', false, startApolloGateway);

  it('a request without a credential is refused by this server', async () => {
    const { processId: id } = await makeWorkplace(graph());
    expect(await ask(graph().gateway, null, QUERY, { id })).toEqual(REFUSED);
  });

  it('a token with the scopes is answered by all subgraphs', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key);
    expect(await ask(graph().gateway, bearer, QUERY, { id })).toEqual({ status: 200, body: { data: WHOLE } });
    expect(await ask(graph().gateway, bearer, MUTATION, { id })).toEqual({ status: 200, body: { data: CREATED } });
  });

  it('a token without a scope loses the field to this server, and is answered the others', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key, 'workspace.collection:read');
    expect(await ask(graph().gateway, bearer, QUERY, { id })).toEqual(PROCESS_REFUSED);
  });

  it('a token without the scope of another subgraph loses its field to that subgraph', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key, 'workspace.process:read');
    expect(await ask(graph().gateway, bearer, QUERY, { id })).toEqual({
      status: 200,
      body: {
        data: { organization: { name: 'Acme' }, process: { name: 'Invoices', collections: null } },
        errors: [
          {
            message: 'The documents need workspace.collection:read.',
            path: ['process', 'collections'],
            extensions: { code: 'FORBIDDEN', serviceName: 'documents' },
          },
        ],
      },
    });
  });

  it('a mutation that a token does not reach does not run', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const bearer = await bearerOf(graph(), acme.key, 'workspace.process:read');
    expect(await ask(graph().gateway, bearer, MUTATION, { id })).toEqual({
      status: 200,
      body: {
        data: { createCollection: null },
        errors: [
          {
            message: 'The documents need workspace.collection:create.',
            path: ['createCollection'],
            extensions: { code: 'FORBIDDEN', serviceName: 'documents' },
          },
        ],
      },
    });
    expect(graph().documents.rows.filter(({ processId }) => processId === id)).toHaveLength(1);
  });

  it('a raw key is exchanged for a token with its scopes', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const { gateway, world } = graph();
    expect(await ask(gateway, basic(acme.key.value), QUERY, { id })).toEqual({ status: 200, body: { data: WHOLE } });
    const lesser = await world.key(acme, { scopes: ['workspace.collection:read'] });
    expect(await ask(gateway, basic(lesser.value), QUERY, { id })).toEqual(PROCESS_REFUSED);
  });

  it('a raw key that does not hold is refused by the gateway', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const other = await graph().world.key(acme);
    const before = answeredCount(graph());
    expect(await ask(graph().gateway, basic(`${acme.key.user}:${other.pass}`), QUERY, { id })).toEqual({
      status: 401,
      body: { errors: [{ message: 'The key does not hold.', extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    expect(answeredCount(graph())).toBe(before);
  });

  it('a token that was forged is refused by this server', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const forged = `${(await bearerOf(graph(), acme.key)).slice(0, -8)}AAAAAAAA`;
    expect(await ask(graph().gateway, forged, QUERY, { id })).toEqual(REFUSED);
  });

  it('a token of a deleted key is refused by this server', async () => {
    const { acme, processId: id } = await makeWorkplace(graph());
    const key = await graph().world.key(acme);
    const bearer = await bearerOf(graph(), key);
    await graph().world.as(acme.key).run(DELETE, { id: key.id });
    expect(await ask(graph().gateway, bearer, QUERY, { id })).toEqual(REFUSED);
  });

  describeKeyReferences(graph);
  describeEntities(graph, startApolloGateway, '400: Bad Request');
});
