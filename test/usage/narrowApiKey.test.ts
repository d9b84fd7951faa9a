import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { setPolicy } from '../support/keyPolicies';
import { introspect } from '../support/oauth';
import { sealAll } from '../support/sealAll';
import { type Answer, basic, NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';
import { countSums, recordSince, writeGap, writeUse } from '../support/writtenUse';

const READ = 'workspace.process:read';
const UPDATE = 'workspace.process:update';
const UPLOAD = 'workspace.file:upload';
const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const INVITE = 'workspace.admin.user:invite';
const AUDIT = 'workspace.admin.audit:read';
const ROTATE = 'workspace.api_key:rotate_self';
const LIST = { name: 'List', needs: [[[READ]]] };

describeOnEachEngine('narrowApiKey', (engine) => {
  const world = sharedWorld(engine);
  let acme: TestOrganization;
  let key: TestKey;

  beforeEach(async () => {
    acme = await world().organization();
    key = await world().key(acme, { scopes: [READ, UPDATE, UPLOAD] });
    await recordSince(world(), NOW - 100 * DAY_MS);
    await bornAt(NOW - 100 * DAY_MS);
  });

  const bornAt = (at: number, id = key.id) =>
    world().rows('UPDATE "api_key" SET "createdAt" = $1 WHERE "id" = $2', [at, id]);
  const scopesOf = async (id: string) => {
    const [row] = await world().rows<{ scopes: string }>('SELECT "scopes" FROM "api_key" WHERE "id" = $1', [id]);
    return row?.scopes.trim().split(' ');
  };

  function narrowApiKey(input: object, caller = acme.key): Promise<Answer> {
    const document = `mutation ($input: NarrowApiKeyInput!) {
      narrowApiKey(input: $input) { apiKey { scopes version } removedScopes userErrors { code message path } }
    }`;
    return world()
      .as(caller)
      .run(document, { input: { id: key.id, unusedForDays: 90, ...input } });
  }
  const narrowed = async (...args: Parameters<typeof narrowApiKey>) =>
    (await narrowApiKey(...args)).body.data.narrowApiKey;
  const refused = (code: string, message: unknown, path: string[]) => ({
    apiKey: null,
    removedScopes: [],
    userErrors: [{ code, message, path: ['input', ...path] }],
  });

  it('takes the scopes that no request needed, raises the version and leaves an event', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW - 89 * DAY_MS });
    expect(await narrowed({ version: 1 })).toEqual({
      apiKey: { scopes: [READ], version: 2 },
      removedScopes: [UPLOAD, UPDATE],
      userErrors: [],
    });
    expect(await scopesOf(key.id)).toEqual([READ]);
    const [event] = await world().rows<{ type: string; changes: string }>(
      'SELECT "type", "changes" FROM "audit_event" WHERE "targetId" = $1 AND "type" <> $2',
      [key.id, 'api_key.created'],
    );
    expect([event?.type, JSON.parse(event?.changes ?? '')]).toEqual([
      'api_key.narrowed',
      [{ field: 'scopes', before: `${UPLOAD} ${READ} ${UPDATE}`, after: READ }],
    ]);
  });

  it('counts no use from before that time', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW - 5 * DAY_MS });
    await writeUse(world(), key.id, { name: 'Change', needs: [[[UPDATE]]] }, { at: NOW - 40 * DAY_MS });
    expect((await narrowed({ unusedForDays: 41 })).removedScopes).toEqual([UPLOAD]);
    expect((await narrowed({ unusedForDays: 30 })).removedScopes).toEqual([UPDATE]);
  });

  it('leaves scopes of which nobody can know here whether they were needed', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    await writeUse(
      world(),
      key.id,
      { kind: 'INTROSPECTED', name: 'introspected', needs: null },
      { at: NOW, requests: 0 },
    );
    expect((await narrowed({})).removedScopes).toEqual([UPDATE]);
    expect(await scopesOf(key.id)).toEqual([UPLOAD, READ]);
  });

  it('leaves what the key is used for between the look at its use and the change', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    const { sql } = world().database;
    const change = 'mutation { updateProcess(input: { id: "none", name: "New" }) { userErrors { code } } }';
    const looks = jest.spyOn(world().database, 'sql').mockImplementation(async (text, ...rest) => {
      const rows = await sql(text, ...rest);
      if (text.includes('AS "grant"')) await world().as(key).run(change); // The last that is read.
      return [...rows] as never; // As many types as statements: nothing is looked at here.
    });
    const { removedScopes } = await narrowed({});
    looks.mockRestore();
    expect(removedScopes).toEqual([UPLOAD]);
    expect((await narrowed({})).removedScopes).toEqual([]);
  });

  it('takes nothing where a proxy asked without naming scopes: what stands behind it may need any', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    const headers = { authorization: basic(key.value) };
    await world().request({ path: `/verify?scope=${READ}`, headers });
    expect((await world().request({ path: '/verify', headers })).headers['latchkey-scopes']).toContain(UPLOAD);
    expect(await narrowed({})).toEqual(
      refused(
        'INVALID',
        'At 2026-11-23T12:00:00.000Z a proxy asked /verify without scope: it was told all scopes of the key, and nobody here knows which of them it needed.',
        ['unusedForDays'],
      ),
    );
    expect(await scopesOf(key.id)).toEqual([UPLOAD, READ, UPDATE]);
    await world().request({ path: `/verify?scope=${UPDATE}+${UPLOAD}`, headers });
    expect(await narrowed({})).toMatchObject({ removedScopes: [], userErrors: [] }); // Each is known to be needed.
  });

  it('leaves the scopes that the key hands on, though no field asks for them', async () => {
    const maker = await world().key(acme, { scopes: [READ, UPDATE, UPLOAD, MANAGE, INVITE, ROTATE] });
    await bornAt(NOW - 100 * DAY_MS, maker.id);
    const made = `mutation { createApiKey(input: { name: "Made", scopes: ["${UPLOAD}"], expiresAt: "2026-12-01T00:00:00Z" }) { userErrors { code } } }`;
    const changes = [
      made,
      `mutation { createApiKey(input: { name: "No", scopes: ["${UPDATE}"], expiresAt: "2036-12-01T00:00:00Z" }) { userErrors { code } } }`,
      `mutation { rotateApiKey(input: { id: "${key.id}" }) { userErrors { code } } }`,
    ];
    const answers = [];
    for (const change of changes) answers.push((await world().as(maker).run(change)).body.data);
    expect(answers).toEqual([
      { createApiKey: { userErrors: [] } },
      { createApiKey: { userErrors: [{ code: 'EXPIRES_TOO_LATE' }] } },
      { rotateApiKey: { userErrors: [] } },
    ]);
    expect((await narrowed({ id: maker.id })).removedScopes).toEqual([INVITE, ROTATE]);
    expect((await world().as(maker).run(made)).body.data).toEqual({ createApiKey: { userErrors: [] } });
  });

  it('leaves the scopes that it kept on other keys, and all where the audit log of that time is gone', async () => {
    const changer = await world().key(acme, { scopes: [READ, UPDATE, UPLOAD, MANAGE] });
    await bornAt(NOW - 100 * DAY_MS, changer.id);
    const change = `mutation { updateApiKey(input: { id: "${key.id}", scopes: ["${UPDATE}"] }) { userErrors { code } } }`;
    expect((await world().as(changer).run(change)).body.data).toEqual({ updateApiKey: { userErrors: [] } });
    await sealAll(world());
    await world().rows('UPDATE "audit_tree" SET "firstKept" = 1 WHERE "id" = $1', [acme.id]);
    expect((await narrowed({ id: changer.id })).removedScopes).toEqual([]);
    await world().rows('UPDATE "audit_tree" SET "firstKept" = 0 WHERE "id" = $1', [acme.id]);
    expect((await narrowed({ id: changer.id })).removedScopes).toEqual([UPLOAD, READ]);
  });

  it('leaves everything where the text of an operation is missing', async () => {
    await writeUse(world(), key.id, { name: 'Lost', needs: [[[UPDATE]]] }, { at: NOW });
    await world().rows('UPDATE "usage_hour" SET "operationId" = $1 WHERE "apiKeyId" = $2', ['f'.repeat(32), key.id]);
    await writeUse(world(), key.id, LIST, { at: NOW });
    expect(await narrowed({})).toMatchObject({ removedScopes: [], userErrors: [] });
  });

  it('leaves the scope by which a key of the organization rotates itself', async () => {
    const own = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES, ROTATE, UPLOAD] });
    await bornAt(NOW - 100 * DAY_MS, own.id);
    await world().as(own).run(`mutation { rotateApiKey(input: { id: "${own.id}" }) { apiKey { id } } }`);
    expect((await narrowed({ id: own.id })).removedScopes).toEqual([UPLOAD, MANAGE_OF_PROCESSES]);
  });

  it('leaves what endpoints asked for', async () => {
    const scopes = [MANAGE_OF_PROCESSES, MANAGE, AUDIT, READ, UPDATE, UPLOAD];
    const asker = await world().key(acme, { scopes });
    await bornAt(NOW - 100 * DAY_MS, asker.id);
    const headers = { authorization: basic(asker.value) };
    const asked = async () => [
      await introspect(world().url, asker, key.value),
      (await world().request({ path: '/audit/checkpoint', headers })).status,
      (await world().as(asker).run('{ processes { totalCount } }')).status,
    ];
    await sealAll(world());
    const before = await asked();
    expect(before).toEqual([expect.objectContaining({ active: true }), 200, 200]);
    expect((await narrowed({ id: asker.id })).removedScopes.toSorted()).toEqual(
      [MANAGE_OF_PROCESSES, UPDATE, UPLOAD].toSorted(),
    );
    expect(await asked()).toEqual(before);
  });

  it('counts what was used a moment ago, before the job that reads the journals comes', async () => {
    await world().as(key).run('{ processes { totalCount } }');
    expect((await narrowed({})).removedScopes).toEqual([UPLOAD, UPDATE]);
  });

  it('does nothing where every scope is needed, and leaves no event', async () => {
    await writeUse(world(), key.id, { name: 'All', needs: [[[READ]], [[UPDATE, UPLOAD]]] }, { at: NOW });
    expect(await narrowed({})).toEqual({
      apiKey: { scopes: [UPLOAD, READ, UPDATE], version: 1 },
      removedScopes: [],
      userErrors: [],
    });
    // Jobs write what they have to tell meanwhile, of other keys.
    expect(await world().rows('SELECT "type" FROM "audit_event" WHERE "targetId" = $1', [key.id])).toEqual([
      { type: 'api_key.created' },
    ]);
  });

  it('is refused where nothing would be left', async () => {
    const message =
      'Nobody needed any of its scopes, and a key needs one at least: delete the key, or ask for a longer time.';
    expect(await narrowed({})).toEqual(refused('INVALID', message, ['unusedForDays']));
    expect(await scopesOf(key.id)).toEqual([UPLOAD, READ, UPDATE]);
  });

  it('is refused where the key, or the counting of use, is younger than that', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    await bornAt(NOW - 90 * DAY_MS + 1);
    const ofKey = 'The key was made at 2026-08-25T12:00:00.001Z: that is less than 90 days ago.';
    expect(await narrowed({})).toEqual(refused('INVALID', ofKey, ['unusedForDays']));
    await bornAt(NOW - 90 * DAY_MS);
    await recordSince(world(), NOW - DAY_MS + 1);
    const ofRecording = 'Use is counted since 2026-11-22T12:00:00.001Z: that is less than 1 day ago.';
    expect(await narrowed({ unusedForDays: 1 })).toEqual(refused('INVALID', ofRecording, ['unusedForDays']));
    await recordSince(world(), NOW - 90 * DAY_MS);
    expect((await narrowed({})).removedScopes).toEqual([UPLOAD, UPDATE]);
  });

  it('is refused where use of that time was lost, and that use may have needed what looks unused', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    await writeGap(world(), NOW - 41 * DAY_MS, NOW - 40 * DAY_MS, null);
    const usage = `{ apiKey(id: "${key.id}") { usage(from: "2026-10-01T00:00:00Z") { scopes { scope { name } evidence } } } }`;
    const { body } = await world().as(acme.key).run(usage);
    const evidence = body.data.apiKey.usage.scopes.map((each: { evidence: string }) => each.evidence);
    expect(evidence.toSorted()).toEqual(['UNKNOWN', 'UNKNOWN', 'USED']);
    const message = 'Not all use was counted before 2026-10-14T12:00:00.000Z: that is less than 90 days ago.';
    expect(await narrowed({})).toEqual(refused('INVALID', message, ['unusedForDays']));
    expect((await narrowed({ unusedForDays: 40 })).removedScopes).toEqual([UPLOAD, UPDATE]);
    await world().rows('DELETE FROM "usage_gap"');
  });

  it.each([0, -1, 401])('is refused for %i days', async (unusedForDays) => {
    const message = 'unusedForDays is a number from 1 to 400.';
    expect(await narrowed({ unusedForDays })).toEqual(refused('INVALID', message, ['unusedForDays']));
  });

  it('is refused where the key has moved on', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    expect(await narrowed({ version: 2 })).toEqual({
      apiKey: { scopes: [UPLOAD, READ, UPDATE], version: 1 },
      removedScopes: [],
      userErrors: [{ code: 'CONFLICT', message: expect.any(String), path: ['input', 'version'] }],
    });
  });

  it('is refused where the key would not comply with the key policy', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    await setPolicy(world(), acme, { requiresNote: true });
    expect((await narrowed({})).userErrors).toEqual([
      { code: 'POLICY', message: 'The key policy asks for a note: say what the key is for.', path: ['input', 'id'] },
    ]);
  });

  it('needs no scope of the key itself, but the right to manage it', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    const missing = refused('NOT_FOUND', 'There is no such API key.', ['id']);
    expect(await narrowed({}, await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] }))).toEqual(missing);
    expect(await narrowed({}, (await world().organization('Other')).key)).toEqual(missing);
    const stranger = (await world().organization('Stranger')).key;
    expect(await countSums(world(), () => narrowed({}, stranger))).toBe(0);
    const manager = await world().key(acme, { scopes: [MANAGE] });
    expect((await narrowed({}, manager)).removedScopes).toEqual([UPLOAD, UPDATE]);
    const { body } = await narrowApiKey({}, await world().key(acme, { scopes: [READ] }));
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('finds no deleted key, and none of a strange id', async () => {
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, key.id]);
    expect(await narrowed({})).toEqual(refused('NOT_FOUND', 'There is no such API key.', ['id']));
    expect(await narrowed({ id: 'strange' })).toEqual(refused('NOT_FOUND', 'There is no such API key.', ['id']));
  });
});
