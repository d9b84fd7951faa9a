import { describeOnEachEngine } from '../support/engines';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';

interface Shown {
  readonly acme: TestOrganization;
  readonly process: { id: string };
  readonly ofProcess: TestKey;
  readonly ofOther: TestKey;
}

describeOnEachEngine('who sees which API keys', (engine) => {
  const world = sharedWorld(engine);

  /** An organization with two processes, and a key of each: "One's", "Other's". */
  async function organizationWithKeys(): Promise<Shown> {
    const acme = await world().organization();
    const [process, other] = [await world().process(acme, 'One'), await world().process(acme, 'Other')];
    world().now += 1_000;
    const ofProcess = await world().key(acme, { name: "One's", processId: process.id });
    world().now += 1_000;
    const ofOther = await world().key(acme, { name: "Other's", processId: other.id });
    world().now += 1_000;
    return { acme, process, ofProcess, ofOther };
  }

  const LIST = '{ apiKeys { totalCount edges { node { name } } } }';

  function listOf(...names: string[]): object {
    return { data: { apiKeys: { totalCount: names.length, edges: names.map((name) => ({ node: { name } })) } } };
  }

  it('a manager of all keys sees those of the organization and of every process', async () => {
    const { acme } = await organizationWithKeys();
    const manager = await world().key(acme, { name: 'Manager', scopes: [MANAGE] });
    expect((await world().as(manager).run(LIST)).body).toEqual(listOf('Manager', "Other's", "One's", 'Key'));
  });

  it('a manager of process keys sees those of every process, and not even itself', async () => {
    const { acme } = await organizationWithKeys();
    const manager = await world().key(acme, { name: 'Manager', scopes: [MANAGE_OF_PROCESSES] });
    expect((await world().as(manager).run(LIST)).body).toEqual(listOf("Other's", "One's"));
  });

  it('a process key that manages keys sees those of its process', async () => {
    const { acme, process } = await organizationWithKeys();
    const wishes = { name: 'Manager', processId: process.id, scopes: [MANAGE_OF_PROCESSES] };
    const manager = await world().key(acme, wishes);
    expect((await world().as(manager).run(LIST)).body).toEqual(listOf('Manager', "One's"));
  });

  it('a manager of process keys finds no key of the organization, whatever it filters by', async () => {
    const { acme } = await organizationWithKeys();
    const manager = await world().key(acme, { name: 'Manager', scopes: [MANAGE_OF_PROCESSES] });
    const { body } = await world()
      .as(manager)
      .run(`{
        byOwner: apiKeys(filter: { owner: ORGANIZATION }) { totalCount }
        byText: apiKeys(filter: { text: "${acme.key.user}" }) { totalCount }
        byStatus: apiKeys(filter: { status: [ACTIVE, EXPIRED, DISABLED, DELETED] }) { totalCount }
        byId: apiKey(id: "${acme.key.id}") { id }
        itself: apiKey(id: "${manager.id}") { id }
      }`);
    expect(body).toEqual({
      data: {
        byOwner: { totalCount: 0 },
        byText: { totalCount: 0 },
        byStatus: { totalCount: 2 },
        byId: null,
        itself: null,
      },
    });
  });

  it('a process key finds no key outside its process, by id or by filter', async () => {
    const { acme, process, ofProcess, ofOther } = await organizationWithKeys();
    const manager = await world().key(acme, { processId: process.id, scopes: [MANAGE_OF_PROCESSES] });
    const { body } = await world()
      .as(manager)
      .run(`{
        ofOrganization: apiKey(id: "${acme.key.id}") { id }
        ofOther: apiKey(id: "${ofOther.id}") { id }
        ofProcess: apiKey(id: "${ofProcess.id}") { name process { id } }
        others: apiKeys(filter: { text: "Other" }) { totalCount }
      }`);
    expect(body).toEqual({
      data: {
        ofOrganization: null,
        ofOther: null,
        ofProcess: { name: "One's", process: { id: process.id } },
        others: { totalCount: 0 },
      },
    });
  });

  it('who manages no keys sees none, and is told which scopes it takes', async () => {
    const { acme, ofProcess } = await organizationWithKeys();
    const reader = await world().key(acme, { scopes: [READ] });
    const { status, body } = await world()
      .as(reader)
      .run(`{ apiKeys { totalCount } apiKey(id: "${ofProcess.id}") { id } viewer { name } }`);
    expect([status, body.data]).toEqual([200, { apiKeys: null, apiKey: null, viewer: { name: 'Key' } }]);
    const refusal = { code: 'FORBIDDEN', requiredScopes: [[MANAGE], [MANAGE_OF_PROCESSES]] };
    const refusals = body.errors.map(({ path, extensions }: { path: string[]; extensions: object }) => [
      path,
      extensions,
    ]);
    expect(refusals).toEqual([
      [['apiKeys'], refusal],
      [['apiKey'], refusal],
    ]);
  });

  it('who manages no keys finds none behind the policy either', async () => {
    const { acme, ofProcess } = await organizationWithKeys();
    const reader = await world().key(acme, { scopes: [READ] });
    const { authenticator, apiKeys, apiKeyEnds } = world().app.services;
    const caller = await authenticator.authenticate(reader, { address: '127.0.0.1', requestId: 'test' });
    expect(await apiKeys.byId(caller, ofProcess.id)).toBeNull();
    expect((await apiKeys.list(caller, {}, null, null)).rows).toEqual([]);
    const { userErrors } = await apiKeyEnds.deleteApiKey(caller, { id: ofProcess.id });
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'id'] }]);
  });

  it('the keys of the organization take the scope for all keys', async () => {
    const { acme } = await organizationWithKeys();
    const manager = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    const document = '{ organization { id apiKeys { totalCount } } }';
    const { body } = await world().as(manager).run(document);
    expect([body.data, body.errors[0].path, body.errors[0].extensions]).toEqual([
      { organization: { id: acme.id, apiKeys: null } },
      ['organization', 'apiKeys'],
      { code: 'FORBIDDEN', requiredScopes: [[MANAGE]] },
    ]);
    const whole = await world().as(acme.key).run(document);
    expect(whole.body).toEqual({ data: { organization: { id: acme.id, apiKeys: { totalCount: 4 } } } });
  });

  it('a process shows its own keys, to either manager', async () => {
    const { acme, process } = await organizationWithKeys();
    const document = `{ process(id: "${process.id}") { apiKeys { totalCount edges { node { name } } } } }`;
    const shown = { data: { process: { apiKeys: { totalCount: 1, edges: [{ node: { name: "One's" } }] } } } };
    const ofProcesses = await world().key(acme, { scopes: [READ, MANAGE_OF_PROCESSES] });
    const ofAll = await world().key(acme, { scopes: [READ, MANAGE] });
    expect((await world().as(ofProcesses).run(document)).body).toEqual(shown);
    expect((await world().as(ofAll).run(document)).body).toEqual(shown);
  });

  it('the keys of a process stay its own under any filter', async () => {
    const { acme, process } = await organizationWithKeys();
    const other = `filter: { text: "Other" }`;
    const { body } = await world()
      .as(acme.key)
      .run(`{ process(id: "${process.id}") { apiKeys(${other}) { totalCount edges { node { name } } } } }`);
    expect(body).toEqual({ data: { process: { apiKeys: { totalCount: 0, edges: [] } } } });
  });

  it('no key of another organization is listed, counted or found', async () => {
    const { ofProcess } = await organizationWithKeys();
    const other = await world().organization('Other');
    expect((await world().as(other.key).run(LIST)).body).toEqual(listOf('Key'));
    const { body } = await world().as(other.key).run(`{ apiKey(id: "${ofProcess.id}") { id } }`);
    expect(body).toEqual({ data: { apiKey: null } });
  });

  it('the tombstone of a process key is shown to who could have managed it, without its process', async () => {
    const { acme, process, ofProcess } = await organizationWithKeys();
    const manager = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    await world().app.services.processes.deleteProcess(world().operator(acme), { id: process.id });
    const document = `{ apiKey(id: "${ofProcess.id}") { name status process { id } } }`;
    const tombstone = { data: { apiKey: { name: "One's", status: 'DELETED', process: null } } };
    expect((await world().as(manager).run(document)).body).toEqual(tombstone);
    expect((await world().as(acme.key).run(document)).body).toEqual(tombstone);
  });
});
