import { newId } from '../../src/id';
import { auditOutcomes } from '../support/auditOutcomes';
import { describeOnEachEngine } from '../support/engines';
import { INVALID_NAME, NO_NAMES } from '../support/NO_NAMES';
import { createProcess, NO_PROCESS, updateProcess } from '../support/processMutations';
import { NOW, sharedWorld, type TestOrganization } from '../support/world';

const UPDATE = 'workspace.process:update';
const MANAGE = 'workspace.admin.process:manage';
const NOT_FOUND = { data: { updateProcess: { process: null, userErrors: [NO_PROCESS] } } };
const NAMES = '{ processes { edges { node { name } } } }';

describeOnEachEngine('updateProcess', (engine) => {
  const world = sharedWorld(engine);

  /** A process for invoices, "Old", and the organization it belongs to; the clock goes on a minute. */
  async function processToChange(): Promise<{ acme: TestOrganization; id: string; old: object }> {
    const acme = await world().organization();
    const { body } = await createProcess(world().as(acme.key), { name: 'Old', type: 'INVOICES' });
    const { id } = body.data.createProcess.process;
    world().now = NOW + 60_000;
    const instant = '2026-11-23T12:00:00.000Z';
    return {
      acme,
      id,
      old: { id, name: 'Old', type: 'INVOICES', status: 'READY', createdAt: instant, updatedAt: instant },
    };
  }

  const read = async ({ key }: TestOrganization, id: string) => {
    const document = 'query ($id: ID!) { process(id: $id) { id name type status createdAt updatedAt } }';
    return (await world().as(key).run(document, { id })).body.data.process;
  };

  it('renames a process, tells when, and leaves all else as it was', async () => {
    const { acme, id, old } = await processToChange();
    const { body } = await updateProcess(world().as(acme.key), { id, name: ' New ' });
    const process = { ...old, name: 'New', updatedAt: '2026-11-23T12:01:00.000Z' };
    expect(body).toEqual({ data: { updateProcess: { process, userErrors: [] } } });
    expect(await read(acme, id)).toEqual(process);
  });

  it('renames that process and no other', async () => {
    const { acme, id } = await processToChange();
    await world().process(acme, 'Another');
    await updateProcess(world().as(acme.key), { id, name: 'New' });
    expect((await world().as(acme.key).run(NAMES)).body.data.processes.edges).toEqual([
      { node: { name: 'Another' } },
      { node: { name: 'New' } },
    ]);
  });

  it('moves a process to where its new name stands in the list, and finds it there', async () => {
    const { acme, id } = await processToChange();
    await world().process(acme, 'Between');
    await updateProcess(world().as(acme.key), { id, name: 'ALPHA' });
    const { body } = await world()
      .as(acme.key)
      .run(`{ processes { edges { node { name } } }
        byNew: processes(filter: { text: "alpha" }) { totalCount }
        byOld: processes(filter: { text: "old" }) { totalCount } }`);
    expect(body.data).toEqual({
      processes: { edges: [{ node: { name: 'ALPHA' } }, { node: { name: 'Between' } }] },
      byNew: { totalCount: 1 },
      byOld: { totalCount: 0 },
    });
  });

  it.each([{}, { name: null }])(
    'changes nothing, the date of change neither, where no name is given: %j',
    async (said) => {
      const { acme, id, old } = await processToChange();
      const { body } = await updateProcess(world().as(acme.key), { id, ...said });
      expect(body).toEqual({ data: { updateProcess: { process: old, userErrors: [] } } });
      expect(await read(acme, id)).toEqual(old);
    },
  );

  it.each(NO_NAMES)('refuses a name with %s, and changes nothing', async (_what, name) => {
    const { acme, id, old } = await processToChange();
    expect((await updateProcess(world().as(acme.key), { id, name })).body).toEqual({
      data: { updateProcess: { process: null, userErrors: [INVALID_NAME] } },
    });
    expect(await read(acme, id)).toEqual(old);
  });

  it('answers alike of a process that is unknown, deleted or of another organization', async () => {
    const [{ acme, id, old }, other] = [await processToChange(), await world().organization('Other')];
    const deleted = await world().process(other, 'Deleted');
    await world().rows('UPDATE "process" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, deleted.id]);
    for (const each of [newId(NOW), deleted.id, id, '', '%', '\u0000', "' OR 1=1 --"]) {
      expect((await updateProcess(world().as(other.key), { id: each, name: 'Taken' })).body).toEqual(NOT_FOUND);
    }
    expect(await read(acme, id)).toEqual(old);
  });

  it('lets a key of a process rename that one, and finds it no other', async () => {
    const { acme, id, old } = await processToChange();
    const own = await world().process(acme, 'Own');
    const ofOwn = world().as(
      await world().key(acme, { processId: own.id, scopes: [UPDATE, 'workspace.process:read'] }),
    );
    expect((await updateProcess(ofOwn, { id, name: 'Taken' })).body).toEqual(NOT_FOUND);
    const { body } = await updateProcess(ofOwn, { id: own.id, name: 'Mine' });
    expect(body.data.updateProcess).toMatchObject({ process: { id: own.id, name: 'Mine' }, userErrors: [] });
    expect(await read(acme, id)).toEqual(old);
  });

  it.each([[UPDATE], [MANAGE]])('takes %s alone', async (scope) => {
    const { acme, id } = await processToChange();
    const key = await world().key(acme, { scopes: [scope] });
    const rename = `mutation { updateProcess(input: { id: "${id}", name: "New" }) { process { id } userErrors { code } } }`;
    const { body } = await world().as(key).run(rename);
    expect(body).toEqual({ data: { updateProcess: { process: { id }, userErrors: [] } } });
    expect(await read(acme, id)).toMatchObject({ name: 'New' });
  });

  it('is refused to every other scope, and told which it takes', async () => {
    const { acme, id, old } = await processToChange();
    const { body } = await world().as(acme.key).run('{ viewer { scopes } }');
    const others = body.data.viewer.scopes.filter((name: string) => name !== UPDATE && name !== MANAGE);
    const answer = await updateProcess(world().as(await world().key(acme, { scopes: others })), { id, name: 'Taken' });
    expect([answer.status, answer.body.data, answer.body.errors[0].extensions]).toEqual([
      200,
      { updateProcess: null },
      { code: 'FORBIDDEN', requiredScopes: [[UPDATE], [MANAGE]] },
    ]);
    expect((await updateProcess(world().as(null), { id, name: 'Taken' })).status).toBe(401);
    expect(await read(acme, id)).toEqual(old);
  });

  it('leaves one audit row, done or refused, with the process if the caller may see it', async () => {
    const { acme, id } = await processToChange();
    const caller = await world().key(acme);
    await updateProcess(world().as(caller), { id, name: 'New' });
    await updateProcess(world().as(caller), { id, name: '' });
    await updateProcess(world().as(caller), { id: newId(NOW), name: 'New' });
    expect(await auditOutcomes(world(), caller)).toEqual([
      { targetId: id, outcome: 'REFUSED', codes: 'INVALID' },
      { targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND' },
      { targetId: id, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
