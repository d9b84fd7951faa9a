import { auditOutcomes } from '../support/auditOutcomes';
import { describeOnEachEngine } from '../support/engines';
import { INVALID_NAME, NO_NAMES } from '../support/NO_NAMES';
import { createProcess } from '../support/processMutations';
import { sharedWorld } from '../support/world';

const CREATE = 'workspace.process:create';
const MANAGE = 'workspace.admin.process:manage';
const READ = 'workspace.process:read';

const REFUSED = { data: { createProcess: { process: null, userErrors: [INVALID_NAME] } } };
const NAMES = '{ processes { edges { node { name } } } }';

describeOnEachEngine('createProcess', (engine) => {
  const world = sharedWorld(engine);

  it('makes a process, which is read as it was made', async () => {
    const acme = await world().organization();
    const { body } = await createProcess(world().as(acme.key), { name: ' Bills ', type: 'INVOICES' });
    const { process, userErrors } = body.data.createProcess;
    expect(userErrors).toEqual([]);
    expect(process).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'Bills',
      type: 'INVOICES',
      status: 'READY',
      createdAt: '2026-11-23T12:00:00.000Z',
      updatedAt: '2026-11-23T12:00:00.000Z',
      organization: { id: acme.id },
    });
    const read = `{ process(id: "${process.id}") { id name type status createdAt updatedAt organization { id } } }`;
    expect((await world().as(acme.key).run(read)).body).toEqual({ data: { process } });
  });

  it.each([{}, { type: null }, { type: 'CUSTOM' }])(
    'makes a CUSTOM one where nothing else is said: %j',
    async (said) => {
      const acme = await world().organization();
      const { body } = await createProcess(world().as(acme.key), { name: 'Letters', ...said });
      expect(body.data.createProcess).toMatchObject({ process: { name: 'Letters', type: 'CUSTOM' }, userErrors: [] });
    },
  );

  it('takes names of up to 100 characters, however many bytes they have, and takes them twice', async () => {
    const acme = await world().organization();
    const name = '🧾'.repeat(100);
    for (const _time of [1, 2]) {
      const { body } = await createProcess(world().as(acme.key), { name });
      expect(body.data.createProcess).toMatchObject({ process: { name }, userErrors: [] });
    }
  });

  it.each(NO_NAMES)('makes nothing of a name with %s', async (_what, name) => {
    const acme = await world().organization();
    expect((await createProcess(world().as(acme.key), { name })).body).toEqual(REFUSED);
    expect((await world().as(acme.key).run(NAMES)).body).toEqual({ data: { processes: { edges: [] } } });
  });

  it.each([[CREATE], [MANAGE]])('takes %s alone', async (scope) => {
    const acme = await world().organization();
    const maker = await world().key(acme, { scopes: [scope] });
    const create = 'mutation { createProcess(input: { name: "Bills" }) { process { id } userErrors { code } } }';
    const { body } = await world().as(maker).run(create);
    expect(body.errors).toBeUndefined();
    expect((await world().as(acme.key).run(NAMES)).body.data.processes.edges).toEqual([{ node: { name: 'Bills' } }]);
  });

  it('is refused to every other scope, and told which it takes', async () => {
    const acme = await world().organization();
    const { body } = await world().as(acme.key).run('{ viewer { scopes } }');
    const others = body.data.viewer.scopes.filter((name: string) => name !== CREATE && name !== MANAGE);
    const answer = await createProcess(world().as(await world().key(acme, { scopes: others })), { name: 'Bills' });
    expect([answer.status, answer.body.data, answer.body.errors[0].extensions]).toEqual([
      200,
      { createProcess: null },
      { code: 'FORBIDDEN', requiredScopes: [[CREATE], [MANAGE]] },
    ]);
    expect((await world().as(acme.key).run(NAMES)).body).toEqual({ data: { processes: { edges: [] } } });
  });

  it('is refused without a credential, and to a key of a process', async () => {
    const acme = await world().organization();
    const own = await world().process(acme, 'Own');
    const ofProcess = await world().key(acme, { processId: own.id, scopes: [READ] });
    expect((await createProcess(world().as(null), { name: 'Bills' })).status).toBe(401);
    const { body } = await createProcess(world().as(ofProcess), { name: 'Bills' });
    expect([body.data, body.errors[0].extensions.code]).toEqual([{ createProcess: null }, 'FORBIDDEN']);
    expect((await world().as(acme.key).run(NAMES)).body.data.processes.edges).toEqual([{ node: { name: 'Own' } }]);
  });

  it('leaves one audit row, made or refused', async () => {
    const acme = await world().organization();
    const { body } = await createProcess(world().as(acme.key), { name: 'Bills' });
    await createProcess(world().as(acme.key), { name: '' });
    expect(await auditOutcomes(world(), acme.key)).toEqual([
      { targetId: null, outcome: 'REFUSED', codes: 'INVALID' },
      { targetId: body.data.createProcess.process.id, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
