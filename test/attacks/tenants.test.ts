import { newId } from '../../src/id';
import { addMember } from '../support/addMember';
import { describeOnEachEngine } from '../support/engines';
import { distinguishability, millisecondsOf } from '../support/measure';
import { postBytes } from '../support/postBytes';
import { NOW, sharedWorld, type TestOrganization, type World } from '../support/world';

interface Target {
  readonly organization: TestOrganization;
  readonly process: string;
  readonly organizationKey: string;
  readonly processKey: string;
  readonly member: string;
}

type Kind = Exclude<keyof Target, 'organization'>;

const UPDATE_KEY =
  'mutation ($id: ID!) { updateApiKey(input: { id: $id, name: "Taken" }) { apiKey { name } userErrors { code message path } } }';
const DELETE_KEY =
  'mutation ($id: ID!) { deleteApiKey(input: { id: $id }) { deletedApiKeyId userErrors { code message path } } }';

const BY_ID: readonly [what: string, kind: Kind, document: string][] = [
  ['process', 'process', 'query ($id: ID!) { process(id: $id) { id name organization { name } } }'],
  ['apiKey of an organization key', 'organizationKey', 'query ($id: ID!) { apiKey(id: $id) { name user } }'],
  ['apiKey of a process key', 'processKey', 'query ($id: ID!) { apiKey(id: $id) { name user process { name } } }'],
  [
    'apiKeys of a process',
    'process',
    'query ($id: ID!) { apiKeys(filter: { processId: $id }) { totalCount edges { node { user } } } }',
  ],
  [
    'organization.apiKeys of a process',
    'process',
    'query ($id: ID!) { viewer { organization { apiKeys(filter: { processId: $id }) { totalCount edges { cursor } } } } }',
  ],
  [
    'an entity Process',
    'process',
    'query ($id: ID!) { _entities(representations: [{ __typename: "Process", id: $id }]) { ... on Process { name } } }',
  ],
  [
    'an entity ApiKey',
    'organizationKey',
    'query ($id: ID!) { _entities(representations: [{ __typename: "ApiKey", id: $id }]) { ... on ApiKey { user } } }',
  ],
  [
    'an entity Member',
    'member',
    'query ($id: ID!) { _entities(representations: [{ __typename: "Member", id: $id }]) { ... on Member { email } } }',
  ],
  [
    'createApiKey for a process',
    'process',
    `mutation ($id: ID!) {
      createApiKey(input: { name: "Spy", processId: $id, allScopes: true, expiresAt: "2026-12-01T00:00:00Z" }) {
        apiKey { id } secret { value } userErrors { code message path }
      }
    }`,
  ],
  [
    'updateProcess',
    'process',
    'mutation ($id: ID!) { updateProcess(input: { id: $id, name: "Taken" }) { process { name } userErrors { code message path } } }',
  ],
  [
    'deleteProcess',
    'process',
    'mutation ($id: ID!) { deleteProcess(input: { id: $id }) { deletedProcessId userErrors { code message path } } }',
  ],
  ['updateApiKey of an organization key', 'organizationKey', UPDATE_KEY],
  ['updateApiKey of a process key', 'processKey', UPDATE_KEY],
  ['deleteApiKey of an organization key', 'organizationKey', DELETE_KEY],
  ['deleteApiKey of a process key', 'processKey', DELETE_KEY],
];

const READ_ENTITY_ORGANIZATION =
  'query ($id: ID!) { _entities(representations: [{ __typename: "Organization", id: $id }]) { ... on Organization { name } } }';

async function target(world: World, name: string): Promise<Target> {
  const organization = await world.organization(name);
  const process = await world.process(organization, `${name}'s invoices`);
  const processKey = await world.key(organization, { processId: process.id });
  const organizationKey = await world.key(organization);
  const member = await addMember(world, organization, `${name}'s admin`);
  const ids = { process: process.id, processKey: processKey.id, organizationKey: organizationKey.id };
  return { organization, member: member.id, ...ids };
}

function rowsOf(world: World, { id }: TestOrganization): Promise<unknown[]> {
  const lists = ['process', 'api_key', 'membership'].map((table) =>
    world.rows(`SELECT * FROM "${table}" WHERE "organizationId" = $1 ORDER BY "id"`, [id]),
  );
  return Promise.all([world.rows('SELECT * FROM "organization" WHERE "id" = $1', [id]), ...lists]);
}

describeOnEachEngine('tenants', (engine) => {
  const world = sharedWorld(engine);

  describe.each(BY_ID)('%s', (_what, kind, document) => {
    it('T34: a thing of another organization is answered like one that does not exist', async () => {
      const a = await world().organization('A');
      const own = await world().process(a);
      const processKey = await world().key(a, { processId: own.id });
      const b = await target(world(), 'B');
      const before = await rowsOf(world(), b.organization);
      const missing = await postBytes(world(), a.key, document, { id: newId(NOW) });
      const missingToProcessKey = await postBytes(world(), processKey, document, { id: newId(NOW) });
      expect(await postBytes(world(), a.key, document, { id: b[kind] })).toEqual(missing);
      expect(await postBytes(world(), processKey, document, { id: b[kind] })).toEqual(missingToProcessKey);
      expect(await rowsOf(world(), b.organization)).toEqual(before);
      expect(await postBytes(world(), b.organization.key, document, { id: b[kind] })).not.toEqual(missing);
    });
  });

  it('T34: an entity Organization of another organization is answered like one that does not exist', async () => {
    const a = await world().organization('A');
    const b = await world().organization('B');
    const missing = await postBytes(world(), a.key, READ_ENTITY_ORGANIZATION, { id: newId(NOW) });
    expect(missing.text).toBe('{"data":{"_entities":[null]}}\n');
    expect(await postBytes(world(), a.key, READ_ENTITY_ORGANIZATION, { id: b.id })).toEqual(missing);
    const own = await postBytes(world(), b.key, READ_ENTITY_ORGANIZATION, { id: b.id });
    expect(own.text).toBe('{"data":{"_entities":[{"name":"B"}]}}\n');
  });

  it('T34: nested lists hold what is of the own organization and nothing else', async () => {
    const a = await target(world(), 'A');
    await target(world(), 'B');
    const answer = await world()
      .as(a.organization.key)
      .run(`{
      viewer { organization {
        processes { totalCount edges { node { organization { name } apiKeys { edges { node { id } } } } } }
        members { totalCount edges { node { name } } }
        apiKeys { totalCount }
      } }
      processes { totalCount edges { node { organization { processes { edges { node { name } } } } } } }
    }`);
    const own = { edges: [{ node: { name: "A's invoices" } }] };
    const node = { organization: { name: 'A' }, apiKeys: { edges: [{ node: { id: a.processKey } }] } };
    expect(answer.body.data).toEqual({
      viewer: {
        organization: {
          processes: { totalCount: 1, edges: [{ node }] },
          members: { totalCount: 1, edges: [{ node: { name: "A's admin" } }] },
          apiKeys: { totalCount: 3 },
        },
      },
      processes: { totalCount: 1, edges: [{ node: { organization: { processes: own } } }] },
    });
  });

  it('T34: a thing of another organization takes as long to refuse as one that does not exist', async () => {
    const a = await world().organization('A');
    const b = await target(world(), 'B');
    const read = 'query ($id: ID!) { process(id: $id) { id name } }';
    const timeOf = (id: string) => millisecondsOf(() => postBytes(world(), a.key, read, { id }));
    const [foreign, missing]: [number[], number[]] = [[], []];
    for (let round = 0; round < 100; round += 1) {
      foreign.push(await timeOf(b.process));
      missing.push(await timeOf(newId(NOW)));
    }
    expect(Math.abs(distinguishability(foreign, missing) - 0.5)).toBeLessThan(0.25);
  });
});
