import { newId } from '../../src/id';
import { auditOutcomes } from '../support/auditOutcomes';
import { describeOnEachEngine } from '../support/engines';
import { deleteProcess, NO_PROCESS } from '../support/processMutations';
import { NOW, sharedWorld } from '../support/world';

const DELETE = 'workspace.process:delete';
const MANAGE = 'workspace.admin.process:manage';
const VIEWER = '{ viewer { name } }';
const NAMES = '{ processes { totalCount edges { node { name } } } }';
const NOT_FOUND = { data: { deleteProcess: { deletedProcessId: null, userErrors: [NO_PROCESS] } } };

function deleted(id: string): object {
  return { data: { deleteProcess: { deletedProcessId: id, userErrors: [] } } };
}

describeOnEachEngine('deleteProcess', (engine) => {
  const world = sharedWorld(engine);

  it('deletes a process, which is neither listed, counted nor found then, and no other', async () => {
    const acme = await world().organization();
    const [gone, kept] = [await world().process(acme, 'Gone'), await world().process(acme, 'Kept')];
    expect((await deleteProcess(world().as(acme.key), gone.id)).body).toEqual(deleted(gone.id));
    const { body } = await world()
      .as(acme.key)
      .run(`{
        processes { totalCount edges { node { id } } }
        organization { processes(filter: { text: "Gone" }) { totalCount } }
        process(id: "${gone.id}") { name }
        _entities(representations: [{ __typename: "Process", id: "${gone.id}" }]) { ... on Process { name } }
      }`);
    expect(body).toEqual({
      data: {
        processes: { totalCount: 1, edges: [{ node: { id: kept.id } }] },
        organization: { processes: { totalCount: 0 } },
        process: null,
        _entities: [null],
      },
    });
  });

  it('ends the keys of the process, and no others', async () => {
    const acme = await world().organization();
    const [gone, kept] = [await world().process(acme, 'Gone'), await world().process(acme, 'Kept')];
    const keys = [
      await world().key(acme, { processId: gone.id }),
      await world().key(acme, { processId: gone.id }),
      await world().key(acme, { processId: kept.id }),
      await world().key(acme),
    ];
    await deleteProcess(world().as(acme.key), gone.id);
    const answers = await Promise.all(keys.map((key) => world().as(key).run(VIEWER)));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 200, 200]);
  });

  it('makes tombstones of its keys, and leaves alone those that were deleted before', async () => {
    const acme = await world().organization();
    const gone = await world().process(acme, 'Gone');
    const [before, now] = [
      await world().key(acme, { processId: gone.id }),
      await world().key(acme, { processId: gone.id }),
    ];
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, before.id]);
    world().now = NOW + 60_000;
    await deleteProcess(world().as(acme.key), gone.id);
    const rows = await world().rows(
      'SELECT "id", "deletedAt" FROM "api_key" WHERE "processId" = $1 ORDER BY "deletedAt"',
      [gone.id],
    );
    expect(rows).toEqual([
      { id: before.id, deletedAt: NOW },
      { id: now.id, deletedAt: NOW + 60_000 },
    ]);
    const { body } = await world().as(acme.key).run(`{ apiKey(id: "${now.id}") { status process { id } } }`);
    expect(body).toEqual({ data: { apiKey: { status: 'DELETED', process: null } } });
  });

  it('deletes a process once', async () => {
    const acme = await world().organization();
    const { id } = await world().process(acme);
    await deleteProcess(world().as(acme.key), id);
    expect((await deleteProcess(world().as(acme.key), id)).body).toEqual(NOT_FOUND);
  });

  it('answers of a process of another organization as of none, and deletes nothing', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const { id } = await world().process(acme, 'Kept');
    const key = await world().key(acme, { processId: id });
    for (const each of [id, newId(NOW), '', '%', '\u0000', "' OR 1=1 --"]) {
      expect((await deleteProcess(world().as(other.key), each)).body).toEqual(NOT_FOUND);
    }
    const one = { totalCount: 1, edges: [{ node: { name: 'Kept' } }] };
    expect((await world().as(acme.key).run(NAMES)).body).toEqual({ data: { processes: one } });
    expect((await world().as(key).run(VIEWER)).status).toBe(200);
  });

  it('lets a key of a process delete that one, and itself with it, and finds it no other', async () => {
    const acme = await world().organization();
    const [own, other] = [await world().process(acme, 'Own'), await world().process(acme, 'Other')];
    const ofOwn = await world().key(acme, { processId: own.id, scopes: [DELETE] });
    expect((await deleteProcess(world().as(ofOwn), other.id)).body).toEqual(NOT_FOUND);
    expect((await deleteProcess(world().as(ofOwn), own.id)).body).toEqual(deleted(own.id));
    expect((await world().as(ofOwn).run(VIEWER)).status).toBe(401);
    const one = { totalCount: 1, edges: [{ node: { name: 'Other' } }] };
    expect((await world().as(acme.key).run(NAMES)).body).toEqual({ data: { processes: one } });
  });

  it.each([[DELETE], [MANAGE]])('takes %s alone', async (scope) => {
    const acme = await world().organization();
    const { id } = await world().process(acme);
    const key = await world().key(acme, { scopes: [scope] });
    expect((await deleteProcess(world().as(key), id)).body).toEqual(deleted(id));
  });

  it('is refused to every other scope, and told which it takes', async () => {
    const acme = await world().organization();
    const { id } = await world().process(acme, 'Kept');
    const { body } = await world().as(acme.key).run('{ viewer { scopes } }');
    const others = body.data.viewer.scopes.filter((name: string) => name !== DELETE && name !== MANAGE);
    const answer = await deleteProcess(world().as(await world().key(acme, { scopes: others })), id);
    expect([answer.status, answer.body.data, answer.body.errors[0].extensions]).toEqual([
      200,
      { deleteProcess: null },
      { code: 'FORBIDDEN', requiredScopes: [[DELETE], [MANAGE]] },
    ]);
    expect((await deleteProcess(world().as(null), id)).status).toBe(401);
    expect((await world().as(acme.key).run(NAMES)).body.data.processes.totalCount).toBe(1);
  });

  it('leaves one audit row, done or refused', async () => {
    const acme = await world().organization();
    const { id } = await world().process(acme);
    await deleteProcess(world().as(acme.key), id);
    await deleteProcess(world().as(acme.key), id);
    expect(await auditOutcomes(world(), acme.key)).toEqual([
      { targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND' },
      { targetId: id, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
