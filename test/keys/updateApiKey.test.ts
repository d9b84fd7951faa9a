import { deleteApiKey, updateApiKey, updateRefused } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { invitationToken } from '../support/peopleMutations';
import { NOW, sharedWorld, type TestOrganization } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const UPDATE = 'workspace.process:update';
const NAMELESS_ID = '0123456789abcdef0123456789abcdef';

describeOnEachEngine('updateApiKey', (engine) => {
  const world = sharedWorld(engine);

  /** A key that may read and change processes until 2026-12-01, and the organization it belongs to. */
  async function keyToChange(): Promise<{ acme: TestOrganization; id: string }> {
    const acme = await world().organization();
    const expiresAt = Date.parse('2026-12-01T00:00:00Z');
    const { id } = await world().key(acme, { name: 'Old one', scopes: [READ, UPDATE], expiresAt });
    return { acme, id };
  }
  const OLD = { name: 'Old one', scopes: [READ, UPDATE], expiresAt: '2026-12-01T00:00:00.000Z', status: 'ACTIVE' };

  it('renames a key', async () => {
    const { acme, id } = await keyToChange();
    const { body } = await updateApiKey(world().as(acme.key), { id, name: ' New ' });
    expect(body).toEqual({ data: { updateApiKey: { apiKey: { ...OLD, name: 'New' }, userErrors: [] } } });
    const read = await world().as(acme.key).run(`{ apiKey(id: "${id}") { name } }`);
    expect(read.body).toEqual({ data: { apiKey: { name: 'New' } } });
  });

  it('takes scopes from a key', async () => {
    const { acme, id } = await keyToChange();
    const { body } = await updateApiKey(world().as(acme.key), { id, scopes: [UPDATE] });
    expect(body).toEqual({ data: { updateApiKey: { apiKey: { ...OLD, scopes: [UPDATE] }, userErrors: [] } } });
  });

  it('moves a key to where its new name stands in the list, and finds it there', async () => {
    const { acme, id } = await keyToChange();
    await updateApiKey(world().as(acme.key), { id, name: 'ALPHA' });
    const { body } = await world()
      .as(acme.key)
      .run(
        `{ apiKeys(orderBy: NAME_ASC) { edges { node { name } } } byOld: apiKeys(filter: { text: "old one" }) { totalCount } }`,
      );
    expect(body.data).toEqual({
      apiKeys: { edges: [{ node: { name: 'ALPHA' } }, { node: { name: 'Key' } }] },
      byOld: { totalCount: 0 },
    });
  });

  it('keeps scopes once each, in the order of the catalogue', async () => {
    const { acme, id } = await keyToChange();
    const { body } = await updateApiKey(world().as(acme.key), { id, scopes: [UPDATE, READ, UPDATE] });
    expect(body).toEqual({ data: { updateApiKey: { apiKey: OLD, userErrors: [] } } });
  });

  it("brings a key's end forward", async () => {
    const { acme, id } = await keyToChange();
    const { body } = await updateApiKey(world().as(acme.key), { id, expiresAt: '2026-11-23T12:00:00.001Z' });
    const apiKey = { ...OLD, expiresAt: '2026-11-23T12:00:00.001Z' };
    expect(body).toEqual({ data: { updateApiKey: { apiKey, userErrors: [] } } });
  });

  it.each([
    ['left out', {}],
    ['null', { name: null, scopes: null, expiresAt: null }],
    ['as they were', { name: 'Old one', scopes: [READ, UPDATE], expiresAt: '2026-12-01T00:00:00Z' }],
  ])('changes nothing where all is %s', async (_what, changes) => {
    const { acme, id } = await keyToChange();
    const { body } = await updateApiKey(world().as(acme.key), { id, ...changes });
    expect(body).toEqual({ data: { updateApiKey: { apiKey: OLD, userErrors: [] } } });
  });

  it.each([
    ['a scope that the key lacks', { scopes: [READ, MANAGE] }, 'SCOPE_NOT_GRANTABLE', ['input', 'scopes', '1']],
    ['a scope that nobody knows', { scopes: ['all', READ] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '0']],
    ['no scopes', { scopes: [] }, 'INVALID', ['input', 'scopes']],
    ['an empty name', { name: ' ' }, 'INVALID', ['input', 'name']],
    ['a name of 101 characters', { name: 'n'.repeat(101) }, 'INVALID', ['input', 'name']],
    ['a later end', { expiresAt: '2026-12-01T00:00:00.001Z' }, 'EXPIRES_TOO_LATE', ['input', 'expiresAt']],
    ['an end that is over', { expiresAt: '2026-11-23T12:00:00Z' }, 'EXPIRES_IN_PAST', ['input', 'expiresAt']],
    ['an end years ahead', { expiresAt: '9999-12-31T23:59:59Z' }, 'EXPIRES_TOO_LATE', ['input', 'expiresAt']],
  ])('%s is refused, even to a caller with all scopes', async (_what, changes, code, path) => {
    const { acme, id } = await keyToChange();
    const answer = await updateApiKey(world().as(acme.key), { id, ...changes });
    expect(answer.body).toEqual(updateRefused(code, ...path));
  });

  it('a scope that was taken is never given back', async () => {
    const { acme, id } = await keyToChange();
    await updateApiKey(world().as(acme.key), { id, scopes: [READ] });
    const answer = await updateApiKey(world().as(acme.key), { id, scopes: [UPDATE] });
    expect(answer.body).toEqual(updateRefused('SCOPE_NOT_GRANTABLE', 'input', 'scopes', '0'));
  });

  it('all that is wrong is told at once, and nothing is changed', async () => {
    const { acme, id } = await keyToChange();
    const wrong = { id, name: 'New', scopes: [READ, MANAGE, '?'], expiresAt: '2027-01-01T00:00:00Z' };
    const { body } = await updateApiKey(world().as(acme.key), wrong);
    const { apiKey, userErrors } = body.data.updateApiKey;
    expect(apiKey).toBeNull();
    expect(userErrors).toHaveLength(3);
    expect(userErrors).toEqual(
      expect.arrayContaining([
        { code: 'SCOPE_NOT_GRANTABLE', path: ['input', 'scopes', '1'] },
        { code: 'UNKNOWN_SCOPE', path: ['input', 'scopes', '2'] },
        { code: 'EXPIRES_TOO_LATE', path: ['input', 'expiresAt'] },
      ]),
    );
    const unchanged = await updateApiKey(world().as(acme.key), { id });
    expect(unchanged.body.data.updateApiKey.apiKey).toEqual(OLD);
  });

  it('a caller may rename a key that holds more than itself', async () => {
    const { acme, id } = await keyToChange();
    const narrow = await world().key(acme, { scopes: [MANAGE], expiresAt: NOW + 1_000 });
    const { body } = await updateApiKey(world().as(narrow), { id, name: 'New' });
    expect(body).toEqual({ data: { updateApiKey: { apiKey: { ...OLD, name: 'New' }, userErrors: [] } } });
  });

  it('an expired key can be renamed, and not revived', async () => {
    const { acme, id } = await keyToChange();
    world().now = Date.parse('2026-12-01T00:00:00Z');
    const { body } = await updateApiKey(world().as(acme.key), { id, name: 'New' });
    expect(body.data.updateApiKey).toEqual({ apiKey: { ...OLD, name: 'New', status: 'EXPIRED' }, userErrors: [] });
    const revived = await updateApiKey(world().as(acme.key), { id, expiresAt: '2026-12-02T00:00:00Z' });
    expect(revived.body).toEqual(updateRefused('EXPIRES_TOO_LATE', 'input', 'expiresAt'));
  });

  it('a key that is unknown, deleted or of another organization is NOT_FOUND', async () => {
    const { acme, id } = await keyToChange();
    const other = await world().organization('Other');
    await deleteApiKey(world().as(acme.key), id);
    const refused = updateRefused('NOT_FOUND', 'input', 'id');
    for (const each of [NAMELESS_ID, 'no id', '', id, other.key.id]) {
      expect((await updateApiKey(world().as(acme.key), { id: each, name: 'New' })).body).toEqual(refused);
    }
  });

  it('a manager of process keys changes those, and finds no other', async () => {
    const { acme, id } = await keyToChange();
    const process = await world().process(acme);
    const ofProcess = await world().key(acme, { processId: process.id, scopes: [READ] });
    const manager = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES, READ] });
    const refused = await updateApiKey(world().as(manager), { id, name: 'New' });
    expect(refused.body).toEqual(updateRefused('NOT_FOUND', 'input', 'id'));
    const { body } = await updateApiKey(world().as(manager), { id: ofProcess.id, name: 'New' });
    expect(body.data.updateApiKey.apiKey.name).toBe('New');
  });

  it('a process key finds the keys of its own process only', async () => {
    const acme = await world().organization();
    const [own, other] = [await world().process(acme, 'Own'), await world().process(acme, 'Other')];
    const caller = await world().key(acme, { processId: own.id, scopes: [MANAGE_OF_PROCESSES] });
    const ofOther = await world().key(acme, { processId: other.id });
    const refused = updateRefused('NOT_FOUND', 'input', 'id');
    expect((await updateApiKey(world().as(caller), { id: ofOther.id, name: 'New' })).body).toEqual(refused);
    expect((await updateApiKey(world().as(caller), { id: acme.key.id, name: 'New' })).body).toEqual(refused);
    const { body } = await updateApiKey(world().as(caller), { id: caller.id, name: 'New' });
    expect(body.data.updateApiKey.apiKey.name).toBe('New');
  });

  it('is refused to who manages no keys', async () => {
    const { acme, id } = await keyToChange();
    const reader = await world().key(acme, { scopes: [READ] });
    const { status, body } = await updateApiKey(world().as(reader), { id, name: 'New' });
    expect([status, body.data, body.errors[0].extensions]).toEqual([
      200,
      { updateApiKey: null },
      { code: 'FORBIDDEN', requiredScopes: [[MANAGE], [MANAGE_OF_PROCESSES]] },
    ]);
    const unchanged = await updateApiKey(world().as(acme.key), { id });
    expect(unchanged.body.data.updateApiKey.apiKey).toEqual(OLD);
  });

  it.each([
    ['gets fewer scopes', { scopes: [READ] }, null],
    ['ends sooner', { expiresAt: '2026-12-01T00:00:00Z' }, null],
    ['is only renamed', { name: 'New' }, { email: 'eve@example.com' }],
    ['stays as it is', { scopes: null, expiresAt: null }, { email: 'eve@example.com' }],
  ])('of a key that %s, what it invited to is: %j', async (_what, changes, offer) => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const token = await invitationToken(world().as(key), 'eve@example.com');
    await updateApiKey(world().as(acme.key), { id: key.id, ...changes });
    const { body } = await world().as(null).run(`{ invitation(token: "${token}") { email } }`);
    expect(body).toEqual({ data: { invitation: offer } });
  });

  it('leaves one audit row, done or refused', async () => {
    const { acme, id } = await keyToChange();
    await updateApiKey(world().as(acme.key), { id, name: 'New' });
    await updateApiKey(world().as(acme.key), { id, name: '' });
    await updateApiKey(world().as(acme.key), { id: NAMELESS_ID, name: 'New' });
    const audited = await world().rows(
      `SELECT "targetId", "outcome", "codes" FROM "audit_event"
       WHERE "organizationId" = $1 AND "type" = 'api_key.updated' ORDER BY "codes"`,
      [acme.id],
    );
    expect(audited).toEqual([
      { targetId: id, outcome: 'SUCCESS', codes: '' },
      { targetId: id, outcome: 'REFUSED', codes: 'INVALID' },
      { targetId: null, outcome: 'REFUSED', codes: 'NOT_FOUND' },
    ]);
  });
});
