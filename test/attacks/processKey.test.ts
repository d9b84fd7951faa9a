import { describeOnEachEngine } from '../support/engines';
import { sharedWorld, type TestKey, type TestOrganization, type World } from '../support/world';

interface Scene {
  readonly acme: TestOrganization;
  readonly p1: { readonly id: string };
  readonly p2: { readonly id: string };
  /** A key of P1 with every scope that a process key may hold. */
  readonly kp: TestKey;
  readonly keyOfP2: TestKey;
}

async function scene(world: World): Promise<Scene> {
  const acme = await world.organization();
  const p1 = await world.process(acme, 'P1');
  const p2 = await world.process(acme, 'P2');
  const kp = await world.key(acme, { name: 'KP', processId: p1.id });
  const keyOfP2 = await world.key(acme, { name: 'Key of P2', processId: p2.id });
  return { acme, p1, p2, kp, keyOfP2 };
}

function refusal(path: string[], ...requiredScopes: string[]) {
  const extensions = { code: 'FORBIDDEN', requiredScopes: requiredScopes.map((scope) => [scope]) };
  return {
    message: `This field needs ${requiredScopes.join(', or ')}.`,
    path,
    extensions,
    locations: expect.anything(),
  };
}

const NO_KEY = { code: 'NOT_FOUND', message: 'There is no such API key.', path: ['input', 'id'] };
const NO_PROCESS = { code: 'NOT_FOUND', message: 'There is no such process.', path: ['input', 'id'] };

describeOnEachEngine('a process key', (engine) => {
  const world = sharedWorld(engine);

  it('T35: a process key sees its own process as the only one', async () => {
    const { kp, p1, p2 } = await scene(world());
    const answer = await world()
      .as(kp)
      .run(
        `query ($p2: ID!) {
          viewer { process { name } }
          other: process(id: $p2) { id }
          processes { totalCount edges { node { id organization { processes { totalCount edges { node { id } } } } } } }
          organization { processes(filter: { text: "P" }) { totalCount edges { node { id } } } }
        }`,
        { p2: p2.id },
      );
    const own = { totalCount: 1, edges: [{ node: { id: p1.id } }] };
    expect(answer.body).toEqual({
      data: {
        viewer: { process: { name: 'P1' } },
        other: null,
        processes: { totalCount: 1, edges: [{ node: { id: p1.id, organization: { processes: own } } }] },
        organization: { processes: own },
      },
    });
  });

  it('T35: a process key sees the keys of its process and no others', async () => {
    const { acme, kp, p1, p2, keyOfP2 } = await scene(world());
    const answer = await world()
      .as(kp)
      .run(
        `query ($organizationKey: ID!, $keyOfP2: ID!, $p2: ID!) {
          ofOrganization: apiKey(id: $organizationKey) { id }
          ofP2: apiKey(id: $keyOfP2) { id }
          apiKeys(filter: { status: [ACTIVE, EXPIRED, DISABLED, DELETED] }) { totalCount edges { node { id } } }
          organizationKeys: apiKeys(filter: { owner: ORGANIZATION }) { totalCount }
          keysOfP2: apiKeys(filter: { processId: $p2 }) { totalCount }
          viewer { process { id apiKeys { totalCount edges { node { id } } } } }
          processes(first: 5) { edges { node { organization { processes(first: 5) { edges { node { apiKeys { totalCount } } } } } } } }
        }`,
        { organizationKey: acme.key.id, keyOfP2: keyOfP2.id, p2: p2.id },
      );
    const own = { totalCount: 1, edges: [{ node: { id: kp.id } }] };
    expect(answer.body).toEqual({
      data: {
        ofOrganization: null,
        ofP2: null,
        apiKeys: own,
        organizationKeys: { totalCount: 0 },
        keysOfP2: { totalCount: 0 },
        viewer: { process: { id: p1.id, apiKeys: own } },
        processes: {
          edges: [{ node: { organization: { processes: { edges: [{ node: { apiKeys: { totalCount: 1 } } }] } } } }],
        },
      },
    });
  });

  it("T35: a process key reads neither the organization's keys nor its members", async () => {
    const { kp } = await scene(world());
    const answer = await world()
      .as(kp)
      .run('{ viewer { organization { name apiKeys { totalCount } members { totalCount } } } }');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: { viewer: { organization: { name: 'Acme', apiKeys: null, members: null } } },
      errors: [
        refusal(['viewer', 'organization', 'apiKeys'], 'workspace.admin.api_key:manage'),
        refusal(['viewer', 'organization', 'members'], 'workspace.admin.user:read'),
      ],
    });
  });

  it('T35: a process key changes nothing of the organization and makes no process', async () => {
    const { acme, kp } = await scene(world());
    const answer = await world()
      .as(kp)
      .run(
        `mutation {
          updateOrganization(input: { name: "Taken" }) { organization { id } }
          createProcess(input: { name: "P3" }) { process { id } }
        }`,
      );
    expect(answer.body).toEqual({
      data: { updateOrganization: null, createProcess: null },
      errors: [
        refusal(['updateOrganization'], 'workspace.admin.organization:manage'),
        refusal(['createProcess'], 'workspace.process:create', 'workspace.admin.process:manage'),
      ],
    });
    const after = await world().as(acme.key).run('{ organization { name } processes { totalCount } }');
    expect(after.body.data).toEqual({ organization: { name: 'Acme' }, processes: { totalCount: 2 } });
  });

  it('T35: a process key makes keys of its own process only', async () => {
    const { acme, kp, p2 } = await scene(world());
    const create = `mutation ($processId: ID) {
      createApiKey(input: { name: "New", processId: $processId, scopes: ["workspace.process:read"], expiresAt: "2026-12-01T00:00:00Z" }) {
        apiKey { id } secret { value } userErrors { code path }
      }
    }`;
    const forOrganization = await world().as(kp).run(create, { processId: null });
    expect(forOrganization.body.data.createApiKey).toEqual({
      apiKey: null,
      secret: null,
      userErrors: [{ code: 'SCOPE_NOT_GRANTABLE', path: ['input'] }],
    });
    const forP2 = await world().as(kp).run(create, { processId: p2.id });
    expect(forP2.body.data.createApiKey).toEqual({
      apiKey: null,
      secret: null,
      userErrors: [{ code: 'NOT_FOUND', path: ['input', 'processId'] }],
    });
    const after = await world().as(acme.key).run('{ apiKeys { totalCount } }');
    expect(after.body.data).toEqual({ apiKeys: { totalCount: 3 } });
  });

  it('T35: a process key ends no key and no process but its own', async () => {
    const { acme, kp, p2, keyOfP2 } = await scene(world());
    const answer = await world()
      .as(kp)
      .run(
        `mutation ($organizationKey: ID!, $keyOfP2: ID!, $p2: ID!) {
          a: deleteApiKey(input: { id: $organizationKey }) { deletedApiKeyId userErrors { code message path } }
          b: deleteApiKey(input: { id: $keyOfP2 }) { deletedApiKeyId userErrors { code message path } }
          c: updateApiKey(input: { id: $organizationKey, name: "Taken" }) { apiKey { id } userErrors { code message path } }
          d: updateProcess(input: { id: $p2, name: "Taken" }) { process { id } userErrors { code message path } }
          e: deleteProcess(input: { id: $p2 }) { deletedProcessId userErrors { code message path } }
        }`,
        { organizationKey: acme.key.id, keyOfP2: keyOfP2.id, p2: p2.id },
      );
    expect(answer.body).toEqual({
      data: {
        a: { deletedApiKeyId: null, userErrors: [NO_KEY] },
        b: { deletedApiKeyId: null, userErrors: [NO_KEY] },
        c: { apiKey: null, userErrors: [NO_KEY] },
        d: { process: null, userErrors: [NO_PROCESS] },
        e: { deletedProcessId: null, userErrors: [NO_PROCESS] },
      },
    });
    const after = await world().as(keyOfP2).run('{ viewer { name process { name } } }');
    expect(after.body.data).toEqual({ viewer: { name: 'Key of P2', process: { name: 'P2' } } });
  });
});
