import { describeOnEachEngine } from '../support/engines';
import { sharedWorld } from '../support/world';

const READ = 'workspace.process:read';
const MANAGE_KEYS = 'workspace.admin.api_key:manage';
const UPDATE = 'workspace.process:update';

/** Every way to `Process.name` whose other fields do not need `workspace.process:read`. */
const PATHS: readonly [path: string, at: (string | number)[], document: string][] = [
  ['apiKey.process', ['apiKey', 'process'], '{ apiKey(id: $key) { process { id name } } }'],
  ['an alias', ['apiKey', 'process'], '{ apiKey: apiKey(id: $key) { process: process { id name: name } } }'],
  [
    'apiKeys.edges.node.process',
    ['apiKeys', 'edges', 0, 'node', 'process'],
    '{ apiKeys(filter: { owner: PROCESS }) { edges { node { process { id name } } } } key: apiKey(id: $key) { id } }',
  ],
  [
    'organization.apiKeys',
    ['organization', 'apiKeys', 'edges', 0, 'node', 'process'],
    `{ organization { apiKeys(filter: { owner: PROCESS }) { edges { node { process { id name } } } } }
       key: apiKey(id: $key) { id } }`,
  ],
  [
    'an inline fragment',
    ['apiKey', 'process'],
    '{ ... on Query { apiKey(id: $key) { ... on ApiKey { process { id ... on Process { name } } } } } }',
  ],
  [
    'a named fragment',
    ['apiKey', 'process'],
    '{ ...Root } fragment Root on Query { apiKey(id: $key) { process { id ...Named } } } fragment Named on Process { name }',
  ],
  [
    '_entities and an inline fragment',
    ['_entities', 0],
    '{ _entities(representations: [{ __typename: "Process", id: $process }]) { ... on Process { id name } } key: apiKey(id: $key) { id } }',
  ],
  [
    '_entities and a named fragment',
    ['_entities', 0],
    `{ _entities(representations: [{ __typename: "Process", id: $process }]) { ...Named } key: apiKey(id: $key) { id } }
     fragment Named on Process { id name }`,
  ],
  [
    '_entities of its key',
    ['_entities', 0, 'process'],
    '{ _entities(representations: [{ __typename: "ApiKey", id: $key }]) { ... on ApiKey { process { id name } } } }',
  ],
];

/** Follows a path of response keys into an answer. */
function at(body: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((here, step) => (here as Record<string | number, unknown>)[step], body);
}

describeOnEachEngine('the paths to a field', (engine) => {
  const world = sharedWorld(engine);

  describe.each(PATHS)('%s', (_path, place, document) => {
    const query = `query ($key: ID!${document.includes('$process') ? ', $process: ID!' : ''}) ${document}`;

    it('T40: a field that the caller lacks the scope for is refused, and its neighbours are not', async () => {
      const acme = await world().organization();
      const process = await world().process(acme);
      const { id } = await world().key(acme, { processId: process.id });
      const caller = await world().key(acme, { scopes: [MANAGE_KEYS] });
      const answer = await world().as(caller).run(query, { key: id, process: process.id });
      expect(answer.status).toBe(200);
      expect(at(answer.body.data, place)).toEqual({ id: process.id, name: null });
      expect(answer.body.errors).toEqual([
        {
          message: `This field needs ${READ}.`,
          locations: expect.anything(),
          path: [...place, 'name'],
          extensions: { code: 'FORBIDDEN', requiredScopes: [[READ]] },
        },
      ]);
    });

    it('T40: the same field is shown to a caller that holds the scope', async () => {
      const acme = await world().organization();
      const process = await world().process(acme);
      const { id } = await world().key(acme, { processId: process.id });
      const caller = await world().key(acme, { scopes: [MANAGE_KEYS, READ] });
      const answer = await world().as(caller).run(query, { key: id, process: process.id });
      expect(answer.body.errors).toBeUndefined();
      expect(at(answer.body.data, place)).toEqual({ id: process.id, name: 'Invoices' });
    });
  });

  it('T40: the payload of a mutation shows no more than a query does', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const caller = await world().key(acme, { scopes: [UPDATE] });
    const answer = await world()
      .as(caller)
      .run(
        'mutation ($id: ID!) { updateProcess(input: { id: $id }) { process { id name status organization { processes { totalCount } } } } }',
        { id: process.id },
      );
    expect(answer.body.data).toEqual({
      updateProcess: { process: { id: process.id, name: null, status: null, organization: { processes: null } } },
    });
    expect(answer.body.errors.map(({ path }: { path: unknown }) => path)).toEqual([
      ['updateProcess', 'process', 'name'],
      ['updateProcess', 'process', 'status'],
      ['updateProcess', 'process', 'organization', 'processes'],
    ]);
  });

  it('T41: a mutation that the caller may not use has no effect', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const caller = await world().key(acme, { scopes: [READ] });
    const answer = await world()
      .as(caller)
      .run(
        'mutation ($id: ID!) { updateProcess(input: { id: $id, name: "Taken" }) { process { id } userErrors { code } } }',
        { id: process.id },
      );
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ updateProcess: null });
    expect(answer.body.errors[0].extensions).toEqual({
      code: 'FORBIDDEN',
      requiredScopes: [[UPDATE], ['workspace.admin.process:manage']],
    });
    const row = await world().rows('SELECT "name", "updatedAt" FROM "process" WHERE "id" = $1', [process.id]);
    expect(row).toEqual([{ name: 'Invoices', updatedAt: world().now }]);
    await world().app.services.keyRefusals.flush();
    const events = await world().rows(
      `SELECT "type", "outcome" FROM "audit_event" WHERE "actorId" = $1 AND "type" <> 'api_key.first_used'`,
      [caller.id],
    );
    expect(events).toEqual([{ type: 'api_key.denied', outcome: 'REFUSED' }]);
  });

  it('T41: a mutation that selects a refused field has its effect once, and says null there', async () => {
    const acme = await world().organization();
    const caller = await world().key(acme, { scopes: ['workspace.process:create'] });
    const answer = await world()
      .as(caller)
      .run(
        'mutation { createProcess(input: { name: "New" }) { process { name organization { name } } userErrors { code } } }',
      );
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      createProcess: { process: { name: null, organization: { name: 'Acme' } }, userErrors: [] },
    });
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors[0].path).toEqual(['createProcess', 'process', 'name']);
    const rows = await world().rows('SELECT "name" FROM "process" WHERE "organizationId" = $1', [acme.id]);
    expect(rows).toEqual([{ name: 'New' }]);
  });
});
