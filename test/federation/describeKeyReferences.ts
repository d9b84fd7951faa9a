import { NARROW } from './operations';
import { ask } from './RunningGateway';
import { bearerOf, makeWorkplace, type TestGraph } from './sharedGraph';

/** What must hold of an API key that another subgraph refers to, for a caller without scopes for keys. */
export function describeKeyReferences(graph: () => TestGraph): void {
  /** Asks for the key of the collection, with a token that has the scopes for keys of a key that has lost them. */
  async function askOfKey(selection: string) {
    const { world, gateway } = graph();
    const { acme } = await makeWorkplace(graph());
    const key = await world.key(acme);
    const bearer = await bearerOf(graph(), key);
    await world.as(acme.key).run(NARROW, { id: key.id });
    const { body } = await ask(gateway, bearer, `{ collections { madeWith { ${selection} } } }`);
    return { id: acme.key.id, body };
  }

  const refusal = (field: string) => ({
    path: ['collections', 0, 'madeWith', field],
    extensions: {
      code: 'FORBIDDEN',
      requiredScopes: [['workspace.admin.api_key:manage'], ['workspace.process.api_key:manage']],
    },
  });

  it('a key that another subgraph refers to is there, and so are the fields of that subgraph', async () => {
    const { id, body } = await askOfKey('id collectionCount');
    expect(body).toEqual({ data: { collections: [{ madeWith: { id, collectionCount: 1 } }] } });
  });

  it('a field of such a key is refused by this server in its place', async () => {
    const { id, body } = await askOfKey('id collectionCount lastUsedAt');
    expect(body.data).toEqual({ collections: [{ madeWith: { id, collectionCount: 1, lastUsedAt: null } }] });
    expect(body.errors).toMatchObject([refusal('lastUsedAt')]);
  });

  it('a field of such a key that cannot be null takes the key with it, and says why', async () => {
    const { body } = await askOfKey('id collectionCount name');
    expect(body.data).toEqual({ collections: [{ madeWith: null }] });
    expect(body.errors).toMatchObject([refusal('name')]);
  });
}
