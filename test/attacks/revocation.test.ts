import { createApiKey, deleteApiKey, EXPIRES_AT, UNAUTHENTICATED } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { KeptConnections } from '../support/KeptConnections';
import { basic, NOW, sharedWorld, type TestKey, type World } from '../support/world';

const VIEWER = '{ viewer { name } }';
const READ = 'workspace.process:read';
const EXPIRED = { errors: [{ message: 'The API key has expired.', extensions: { code: 'UNAUTHENTICATED' } }] };

/** The statuses of so many calls of a key, made at the same time. */
async function statuses(world: World, key: TestKey, count: number): Promise<Record<number, number>> {
  const connections = new KeptConnections(world.url, 5);
  try {
    return await connections.statuses(basic(key.value), count);
  } finally {
    connections.close();
  }
}

describeOnEachEngine('revocation', (engine) => {
  const world = sharedWorld(engine);

  it('T21: a key works until the moment it expires, and never after it', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + 3_000 });
    expect(await statuses(world(), key, 20)).toEqual({ 200: 20 });
    world().now = NOW + 2_999;
    expect(await statuses(world(), key, 1)).toEqual({ 200: 1 });
    world().now = NOW + 3_000;
    expect((await world().as(key).run(VIEWER)).body).toEqual(EXPIRED);
    world().now = NOW + 3_001;
    expect(await statuses(world(), key, 20)).toEqual({ 401: 20 });
  });

  it('T21: a key whose end is brought forward is refused from then on', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { name: 'Short', scopes: [READ] });
    expect(await statuses(world(), key, 1)).toEqual({ 200: 1 });
    const input = `{ id: "${key.id}", expiresAt: "2026-11-23T12:00:01Z" }`;
    await world().as(acme.key).run(`mutation { updateApiKey(input: ${input}) { userErrors { code } } }`);
    world().now = NOW + 999;
    expect(await statuses(world(), key, 1)).toEqual({ 200: 1 });
    world().now = NOW + 1_000;
    expect((await world().as(key).run(VIEWER)).body).toEqual(EXPIRED);
  });

  it('T23: a deleted key is refused by the very next request', async () => {
    const acme = await world().organization();
    const connections = new KeptConnections(world().url, 5);
    for (let round = 0; round < 100; round += 1) {
      const key = await world().key(acme, { scopes: [READ] });
      expect(await connections.statuses(basic(key.value), 5)).toEqual({ 200: 5 });
      const deleted = await deleteApiKey(world().as(acme.key), key.id);
      expect(deleted.body).toEqual({ data: { deleteApiKey: { deletedApiKeyId: key.id, userErrors: [] } } });
      const next = await connections.ask(basic(key.value));
      expect([next.status, JSON.parse(next.text)]).toEqual([401, UNAUTHENTICATED]);
    }
    connections.close();
  });

  it('T23: a key that deletes itself is refused by the very next request', async () => {
    const acme = await world().organization();
    const { body } = await deleteApiKey(world().as(acme.key), acme.key.id);
    expect(body).toEqual({ data: { deleteApiKey: { deletedApiKeyId: acme.key.id, userErrors: [] } } });
    expect((await world().as(acme.key).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
  });

  it('T23: a disabled key is refused by the very next request, and works again once enabled', async () => {
    const acme = await world().organization();
    expect(await statuses(world(), acme.key, 20)).toEqual({ 200: 20 });
    await world().rows('UPDATE "api_key" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, acme.key.id]);
    expect((await world().as(acme.key).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
    await world().rows('UPDATE "api_key" SET "disabledAt" = NULL WHERE "id" = $1', [acme.key.id]);
    expect(await statuses(world(), acme.key, 1)).toEqual({ 200: 1 });
  });

  it('T23: a scope that is taken from a key is gone at the very next request', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ, 'workspace.process:create'] });
    const list = '{ processes { totalCount } }';
    expect((await world().as(key).run(list)).body).toEqual({ data: { processes: { totalCount: 0 } } });
    const input = `{ id: "${key.id}", scopes: ["workspace.process:create"] }`;
    await world().as(acme.key).run(`mutation { updateApiKey(input: ${input}) { userErrors { code } } }`);
    const { body } = await world().as(key).run(list);
    expect([body.data, body.errors[0].extensions]).toEqual([
      { processes: null },
      { code: 'FORBIDDEN', requiredScopes: [[READ]] },
    ]);
  });
});

describeOnEachEngine('revocation on two servers', (engine) => {
  const world = sharedWorld(engine);
  let second: World;
  beforeAll(async () => {
    second = await world().secondServer();
  });

  it('T24: a key deleted on one server is refused by the other at once, and ever after', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    expect(await statuses(world(), key, 20)).toEqual({ 200: 20 });
    expect(await statuses(second, key, 20)).toEqual({ 200: 20 });
    await deleteApiKey(world().as(acme.key), key.id);
    expect((await second.as(key).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
    for (let round = 0; round < 10; round += 1) expect(await statuses(second, key, 20)).toEqual({ 401: 20 });
  });

  it('T24: it does not matter which of the servers deletes', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    expect(await statuses(world(), key, 20)).toEqual({ 200: 20 });
    await deleteApiKey(second.as(acme.key), key.id);
    expect((await world().as(key).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
  });

  it('T24: a key made on one server works on the other at once', async () => {
    const acme = await world().organization();
    const input = { name: 'New', scopes: [READ], expiresAt: EXPIRES_AT };
    const { body } = await createApiKey(world().as(acme.key), input);
    const viewer = await second.as(body.data.createApiKey.secret.value).run(VIEWER);
    expect(viewer.body).toEqual({ data: { viewer: { name: 'New' } } });
  });

  it('T24: a process deleted on one server ends its keys on the other at once', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { processId: process.id });
    expect(await statuses(second, key, 20)).toEqual({ 200: 20 });
    const deletion = `mutation { deleteProcess(input: { id: "${process.id}" }) { userErrors { code } } }`;
    expect((await world().as(acme.key).run(deletion)).body).toEqual({ data: { deleteProcess: { userErrors: [] } } });
    expect((await second.as(key).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
  });
});

describeOnEachEngine('an owner that goes', (engine) => {
  const world = sharedWorld(engine);

  it('T25: no key of a disabled organization works, and those deleted meanwhile do not come back', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const ofProcess = await world().key(acme, { processId: process.id });
    const deletedLater = await world().key(acme);
    expect(await statuses(world(), acme.key, 20)).toEqual({ 200: 20 });
    expect(await statuses(world(), ofProcess, 20)).toEqual({ 200: 20 });
    expect(await statuses(world(), deletedLater, 20)).toEqual({ 200: 20 });

    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, acme.id]);
    expect((await world().as(acme.key).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
    expect((await world().as(ofProcess).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
    expect((await world().as(deletedLater).run(VIEWER)).body).toEqual(UNAUTHENTICATED);

    await world().app.services.apiKeyEnds.deleteApiKey(world().operator(acme), { id: deletedLater.id });
    await world().rows('UPDATE "organization" SET "disabledAt" = NULL WHERE "id" = $1', [acme.id]);
    expect(await statuses(world(), acme.key, 1)).toEqual({ 200: 1 });
    expect(await statuses(world(), ofProcess, 1)).toEqual({ 200: 1 });
    expect(await statuses(world(), deletedLater, 1)).toEqual({ 401: 1 });
  });

  it('T25: a disabled organization does not touch another', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    await world().rows('UPDATE "organization" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, acme.id]);
    expect(await statuses(world(), other.key, 1)).toEqual({ 200: 1 });
  });

  it('T25: the keys of a deleted process end with it, and stay ended should its row come back', async () => {
    const acme = await world().organization();
    const [gone, kept] = [await world().process(acme, 'Gone'), await world().process(acme, 'Kept')];
    const ofGone = await world().key(acme, { processId: gone.id });
    const ofKept = await world().key(acme, { processId: kept.id });
    expect(await statuses(world(), ofGone, 20)).toEqual({ 200: 20 });
    const deletion = `mutation { deleteProcess(input: { id: "${gone.id}" }) { deletedProcessId } }`;
    await world().as(acme.key).run(deletion);
    expect((await world().as(ofGone).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
    expect(await statuses(world(), ofKept, 1)).toEqual({ 200: 1 });
    expect(await statuses(world(), acme.key, 1)).toEqual({ 200: 1 });
    await world().rows('UPDATE "process" SET "deletedAt" = NULL WHERE "id" = $1', [gone.id]);
    expect(await statuses(world(), ofGone, 1)).toEqual({ 401: 1 });
  });

  it('T25: the row of a deleted process alone ends its keys', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { processId: process.id });
    await world().rows('UPDATE "process" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, process.id]);
    expect((await world().as(key).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
  });

  it("T25: a key is its organization's, and goes on without the key that made it", async () => {
    const acme = await world().organization();
    const maker = await world().key(acme, { name: 'Maker' });
    const input = { name: 'Made', scopes: [READ], expiresAt: EXPIRES_AT };
    const { body } = await createApiKey(world().as(maker), input);
    await deleteApiKey(world().as(acme.key), maker.id);
    expect(await statuses(world(), maker, 1)).toEqual({ 401: 1 });
    const made = await world().as(body.data.createApiKey.secret.value).run(VIEWER);
    expect(made.body).toEqual({ data: { viewer: { name: 'Made' } } });
  });
});
