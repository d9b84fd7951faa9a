import { DELETE_NOT_FOUND, deleteApiKey, updateApiKey, updateRefused } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { invitationToken, offerOf } from '../support/peopleMutations';
import { NOW, sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const NAMELESS_ID = '0123456789abcdef0123456789abcdef';
const VIEWER = '{ viewer { name } }';

function deleted(id: string): object {
  return { data: { deleteApiKey: { deletedApiKeyId: id, userErrors: [] } } };
}

describeOnEachEngine('deleteApiKey', (engine) => {
  const world = sharedWorld(engine);

  it('ends a key', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    expect((await deleteApiKey(world().as(acme.key), key.id)).body).toEqual(deleted(key.id));
    expect((await world().as(key).run(VIEWER)).status).toBe(401);
    expect((await world().as(acme.key).run(VIEWER)).status).toBe(200);
  });

  it('leaves a tombstone, which is shown by its id, and listed only when asked for', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { name: 'Gone', scopes: [READ] });
    await deleteApiKey(world().as(acme.key), key.id);
    const { body } = await world()
      .as(acme.key)
      .run(`{
        apiKey(id: "${key.id}") { id name user scopes status }
        listed: apiKeys { totalCount edges { node { name } } }
        deleted: apiKeys(filter: { status: [DELETED] }) { totalCount edges { node { name } } }
      }`);
    expect(body).toEqual({
      data: {
        apiKey: { id: key.id, name: 'Gone', user: key.user, scopes: [READ], status: 'DELETED' },
        listed: { totalCount: 1, edges: [{ node: { name: 'Key' } }] },
        deleted: { totalCount: 1, edges: [{ node: { name: 'Gone' } }] },
      },
    });
  });

  it('deletes a key once; after that it is NOT_FOUND, to change as to delete', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await deleteApiKey(world().as(acme.key), key.id);
    expect((await deleteApiKey(world().as(acme.key), key.id)).body).toEqual(DELETE_NOT_FOUND);
    const changed = await updateApiKey(world().as(acme.key), { id: key.id, name: 'Back' });
    expect(changed.body).toEqual(updateRefused('NOT_FOUND', 'input', 'id'));
  });

  it.each([[NAMELESS_ID], ['no id'], [''], ['%'], ['\u0000'], [`${NAMELESS_ID}0`]])('"%s" is NOT_FOUND', async (id) => {
    const acme = await world().organization();
    expect((await deleteApiKey(world().as(acme.key), id)).body).toEqual(DELETE_NOT_FOUND);
  });

  it('deletes a key that holds more, and lasts longer, than its caller', async () => {
    const acme = await world().organization();
    const narrow = await world().key(acme, { scopes: [MANAGE], expiresAt: NOW + 1_000 });
    expect((await deleteApiKey(world().as(narrow), acme.key.id)).body).toEqual(deleted(acme.key.id));
    expect((await world().as(acme.key).run(VIEWER)).status).toBe(401);
  });

  it('deletes an expired key', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + 1 });
    world().now = NOW + 1;
    expect((await deleteApiKey(world().as(acme.key), key.id)).body).toEqual(deleted(key.id));
    const { body } = await world().as(acme.key).run(`{ apiKey(id: "${key.id}") { status } }`);
    expect(body).toEqual({ data: { apiKey: { status: 'DELETED' } } });
  });

  it('a manager of process keys deletes those, and finds no other', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const ofProcess = await world().key(acme, { processId: process.id });
    const manager = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    expect((await deleteApiKey(world().as(manager), acme.key.id)).body).toEqual(DELETE_NOT_FOUND);
    expect((await deleteApiKey(world().as(manager), manager.id)).body).toEqual(DELETE_NOT_FOUND);
    expect((await deleteApiKey(world().as(manager), ofProcess.id)).body).toEqual(deleted(ofProcess.id));
    expect((await world().as(acme.key).run(VIEWER)).status).toBe(200);
    expect((await world().as(ofProcess).run(VIEWER)).status).toBe(401);
  });

  it('is refused to who manages no keys, and the key goes on', async () => {
    const acme = await world().organization();
    const reader = await world().key(acme, { scopes: [READ] });
    const { status, body } = await deleteApiKey(world().as(reader), reader.id);
    expect([status, body.data, body.errors[0].extensions]).toEqual([
      200,
      { deleteApiKey: null },
      { code: 'FORBIDDEN', requiredScopes: [[MANAGE], [MANAGE_OF_PROCESSES]] },
    ]);
    expect((await world().as(reader).run(VIEWER)).status).toBe(200);
  });

  it('ends the invitations that the key made, and no others', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const ended = await invitationToken(world().as(key), 'eve@example.com');
    const kept = await invitationToken(world().as(acme.key), 'grace@example.com');
    await deleteApiKey(world().as(acme.key), key.id);
    expect((await offerOf(world().as(null), ended)).body).toEqual({ data: { invitation: null } });
    expect((await offerOf(world().as(null), kept)).body.data.invitation.email).toBe('grace@example.com');
  });

  it('leaves one audit row, done or refused', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await deleteApiKey(world().as(acme.key), key.id);
    await deleteApiKey(world().as(acme.key), key.id);
    const audited = await world().rows(
      `SELECT "actorId", "targetId", "outcome", "codes", "address" FROM "audit_event"
       WHERE "organizationId" = $1 AND "type" = 'api_key.deleted' ORDER BY "codes"`,
      [acme.id],
    );
    expect(audited).toEqual([
      { actorId: acme.key.id, targetId: key.id, outcome: 'SUCCESS', codes: '', address: '127.0.0.1' },
      { actorId: acme.key.id, targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND', address: '127.0.0.1' },
    ]);
  });
});
