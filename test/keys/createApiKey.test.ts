import { createApiKey, createRefused, EXPIRES_AT } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const CREATE = 'workspace.process:create'; // On keys of organizations only.
const NAMELESS_ID = '0123456789abcdef0123456789abcdef';

describeOnEachEngine('createApiKey', (engine) => {
  const world = sharedWorld(engine);
  const input = { name: 'CI', scopes: [READ], expiresAt: EXPIRES_AT };

  it('makes a key whose value works at once', async () => {
    const acme = await world().organization();
    const made = await createApiKey(world().as(acme.key), { ...input, name: ' CI ' });
    const { value } = made.body.data.createApiKey.secret;
    const viewer = await world()
      .as(value)
      .run('{ viewer { kind name scopes expiresAt organization { id } process { id } } }');
    expect(viewer.body.data.viewer).toEqual({
      kind: 'API_KEY',
      name: 'CI',
      scopes: [READ],
      expiresAt: EXPIRES_AT,
      organization: { id: acme.id },
      process: null,
    });
  });

  it('answers the whole key, and its value in two halves', async () => {
    const acme = await world().organization();
    const maker = await world().key(acme, { name: 'Maker' });
    const { body } = await createApiKey(world().as(maker), input);
    const { apiKey, secret, userErrors } = body.data.createApiKey;
    expect(userErrors).toEqual([]);
    expect(apiKey).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'CI',
      user: secret.user,
      scopes: [READ],
      status: 'ACTIVE',
      expiresAt: '2027-01-01T00:00:00.000Z',
      createdAt: '2026-11-23T12:00:00.000Z',
      createdBy: 'Maker',
      lastUsedAt: null,
      process: null,
      organization: { id: acme.id },
    });
    expect(secret.user).toMatch(/^lko_[0-9A-Za-z]{16}$/);
    expect(secret.pass).toMatch(/^lks_[0-9A-Za-z]{49}$/);
    expect(secret.value).toBe(`${secret.user}:${secret.pass}`);
  });

  it('confines a key to a process', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const { body } = await createApiKey(world().as(acme.key), { ...input, processId: process.id });
    const { apiKey, secret } = body.data.createApiKey;
    expect(apiKey.process).toEqual({ id: process.id });
    expect(secret.user).toMatch(/^lkp_[0-9A-Za-z]{16}$/);
    const viewer = await world().as(secret.value).run('{ viewer { process { id } } }');
    expect(viewer.body).toEqual({ data: { viewer: { process: { id: process.id } } } });
  });

  it('writes "all" out as what the caller may grant to that kind of key', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const maker = await world().key(acme, { scopes: [CREATE, READ, MANAGE, 'workspace.file:upload'] });
    const all = { name: 'All', allScopes: true, expiresAt: EXPIRES_AT };
    const ofOrganization = await createApiKey(world().as(maker), all);
    expect(ofOrganization.body.data.createApiKey.apiKey.scopes).toEqual([
      'workspace.file:upload',
      CREATE,
      READ,
      MANAGE,
    ]);
    const ofProcess = await createApiKey(world().as(maker), { ...all, processId: process.id });
    expect(ofProcess.body.data.createApiKey.apiKey.scopes).toEqual(['workspace.file:upload', READ]);
  });

  it('keeps scopes once each, in the order of the catalogue', async () => {
    const acme = await world().organization();
    const scopes = [MANAGE, READ, 'workspace.file:upload', READ];
    const { body } = await createApiKey(world().as(acme.key), { ...input, scopes });
    expect(body.data.createApiKey.apiKey.scopes).toEqual(['workspace.file:upload', READ, MANAGE]);
  });

  it('takes a list of scopes beside allScopes: false', async () => {
    const acme = await world().organization();
    const { body } = await createApiKey(world().as(acme.key), { ...input, allScopes: false });
    expect(body.data.createApiKey.apiKey.scopes).toEqual([READ]);
  });

  it('takes names of up to 100 characters, however many bytes they have, and takes them twice', async () => {
    const acme = await world().organization();
    const name = '🗝'.repeat(100);
    const first = await createApiKey(world().as(acme.key), { ...input, name });
    const second = await createApiKey(world().as(acme.key), { ...input, name });
    expect([first, second].map(({ body }) => body.data.createApiKey.apiKey.name)).toEqual([name, name]);
  });

  it.each([
    ['no characters', ''],
    ['blanks only', ' \t\n '],
    ['101 characters', 'n'.repeat(101)],
    ['invisible characters only', '\u200b\u3164\u00ad'],
    ['a line break inside', 'a\nb'],
    ['a zero byte', 'a\u0000b'],
    ['a C1 control', 'a\u0085b'],
    ['DEL', 'a\u007fb'],
    ['a bidirectional override', 'a\u202eb'],
    ['a bidirectional isolate', 'a\u2066b'],
    ['half a character', 'a\ud800b'],
  ])('a name with %s is INVALID', async (_what, name) => {
    const acme = await world().organization();
    const answer = await createApiKey(world().as(acme.key), { ...input, name });
    expect(answer.body).toEqual(createRefused('INVALID', 'input', 'name'));
  });

  it.each([
    ['scopes and allScopes both', { scopes: [READ], allScopes: true }],
    ['neither scopes nor allScopes', { scopes: undefined }],
    ['no scopes', { scopes: [] }],
    ['more scopes than there are', { scopes: Array<string>(40).fill(READ) }],
  ])('%s are INVALID', async (_what, choice) => {
    const acme = await world().organization();
    const answer = await createApiKey(world().as(acme.key), { ...input, ...choice });
    expect(answer.body).toEqual(createRefused('INVALID', 'input', 'scopes'));
  });

  it('a scope that is not in the catalogue is UNKNOWN_SCOPE', async () => {
    const acme = await world().organization();
    const answer = await createApiKey(world().as(acme.key), { ...input, scopes: [READ, 'workspace.moon:read'] });
    expect(answer.body).toEqual(createRefused('UNKNOWN_SCOPE', 'input', 'scopes', '1'));
  });

  it('a scope that the caller does not hold is SCOPE_NOT_GRANTABLE', async () => {
    const acme = await world().organization();
    const maker = await world().key(acme, { scopes: [MANAGE, READ] });
    const answer = await createApiKey(world().as(maker), { ...input, scopes: [READ, MANAGE, CREATE] });
    expect(answer.body).toEqual(createRefused('SCOPE_NOT_GRANTABLE', 'input', 'scopes', '2'));
  });

  it('a scope of organizations is SCOPE_NOT_GRANTABLE to a process key, even for who holds it', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const answer = await createApiKey(world().as(acme.key), { ...input, processId: process.id, scopes: [CREATE] });
    expect(answer.body).toEqual(createRefused('SCOPE_NOT_GRANTABLE', 'input', 'scopes', '0'));
  });

  it('a key of the organization is SCOPE_NOT_GRANTABLE for a manager of process keys', async () => {
    const acme = await world().organization();
    const maker = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES, READ] });
    const answer = await createApiKey(world().as(maker), input);
    expect(answer.body).toEqual(createRefused('SCOPE_NOT_GRANTABLE', 'input'));
    const all = await createApiKey(world().as(maker), { ...input, scopes: null, allScopes: true });
    expect(all.body).toEqual(createRefused('SCOPE_NOT_GRANTABLE', 'input'));
    const process = await world().process(acme);
    const allowed = await createApiKey(world().as(maker), { ...input, processId: process.id });
    expect(allowed.body.data.createApiKey.userErrors).toEqual([]);
  });

  it('an expiry date that is not ahead is EXPIRES_IN_PAST', async () => {
    const acme = await world().organization();
    const answer = await createApiKey(world().as(acme.key), { ...input, expiresAt: '2026-11-23T12:00:00Z' });
    expect(answer.body).toEqual(createRefused('EXPIRES_IN_PAST', 'input', 'expiresAt'));
  });

  it("an expiry date after the caller's is EXPIRES_TOO_LATE", async () => {
    const acme = await world().organization();
    const maker = await world().key(acme, { expiresAt: NOW + 60_000 });
    const answer = await createApiKey(world().as(maker), { ...input, expiresAt: '2026-11-23T12:01:00.001Z' });
    expect(answer.body).toEqual(createRefused('EXPIRES_TOO_LATE', 'input', 'expiresAt'));
  });

  it('a process that is unknown, deleted or of another organization is NOT_FOUND', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const [deleted, foreign] = [await world().process(acme), await world().process(other)];
    await world().app.services.processes.deleteProcess(world().operator(acme), { id: deleted.id });
    const refused = createRefused('NOT_FOUND', 'input', 'processId');
    for (const processId of [NAMELESS_ID, 'no id', deleted.id, foreign.id]) {
      expect((await createApiKey(world().as(acme.key), { ...input, processId })).body).toEqual(refused);
    }
  });

  it('a process other than its own is NOT_FOUND for a process key', async () => {
    const acme = await world().organization();
    const [own, other] = [await world().process(acme, 'Own'), await world().process(acme, 'Other')];
    const maker = await world().key(acme, { processId: own.id, scopes: [MANAGE_OF_PROCESSES, READ] });
    const refused = await createApiKey(world().as(maker), { ...input, processId: other.id });
    expect(refused.body).toEqual(createRefused('NOT_FOUND', 'input', 'processId'));
    const allowed = await createApiKey(world().as(maker), { ...input, processId: own.id });
    expect(allowed.body.data.createApiKey.userErrors).toEqual([]);
  });

  it('everything that is wrong is told at once', async () => {
    const acme = await world().organization();
    const wrong = { name: '', scopes: ['?', READ, '!'], expiresAt: '2026-11-23T12:00:00Z' };
    const { body } = await createApiKey(world().as(acme.key), wrong);
    expect(body.data.createApiKey.userErrors).toEqual([
      { code: 'INVALID', path: ['input', 'name'] },
      { code: 'UNKNOWN_SCOPE', path: ['input', 'scopes', '0'] },
      { code: 'UNKNOWN_SCOPE', path: ['input', 'scopes', '2'] },
      { code: 'EXPIRES_IN_PAST', path: ['input', 'expiresAt'] },
    ]);
  });

  it('is refused to who manages no keys, and told which scopes it takes', async () => {
    const acme = await world().organization();
    const reader = await world().key(acme, { scopes: [READ] });
    const { status, body } = await createApiKey(world().as(reader), input);
    expect([status, body.data, body.errors[0].extensions]).toEqual([
      200,
      { createApiKey: null },
      { code: 'FORBIDDEN', requiredScopes: [[MANAGE], [MANAGE_OF_PROCESSES]] },
    ]);
    expect(await world().rows('SELECT "id" FROM "api_key" WHERE "organizationId" = $1', [acme.id])).toHaveLength(2);
  });

  it('leaves one audit row, made or refused', async () => {
    const acme = await world().organization();
    const { body } = await createApiKey(world().as(acme.key), input);
    await createApiKey(world().as(acme.key), { ...input, name: '', scopes: ['?', '!'] });
    const audited = await world().rows(
      `SELECT "actorKind", "actorName", "targetId", "outcome", "codes" FROM "audit_event"
       WHERE "organizationId" = $1 AND "type" = 'api_key.created' AND "actorId" = $2 ORDER BY "outcome"`,
      [acme.id, acme.key.id],
    );
    const actor = { actorKind: 'API_KEY', actorName: 'Key' };
    expect(audited).toEqual([
      { ...actor, targetId: null, outcome: 'REFUSED', codes: 'INVALID,UNKNOWN_SCOPE' },
      { ...actor, targetId: body.data.createApiKey.apiKey.id, outcome: 'SUCCESS', codes: '' },
    ]);
  });
});
