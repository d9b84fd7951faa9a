import { DAY_MS } from '../../src/clock';
import { createApiKey, createRefused, EXPIRES_AT, updateApiKey, updateRefused } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { cpuMillisecondsOf } from '../support/measure';
import { NOW, sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const READ = 'workspace.process:read';
describeOnEachEngine('edges of a grant', (engine) => {
  const world = sharedWorld(engine);

  const REFUSED_SCOPES: [what: string, input: object, code: string, path: string[]][] = [
    ['an empty list', { scopes: [] }, 'INVALID', ['input', 'scopes']],
    ['null', { scopes: null }, 'INVALID', ['input', 'scopes']],
    ['nothing', {}, 'INVALID', ['input', 'scopes']],
    ['allScopes: false alone', { allScopes: false }, 'INVALID', ['input', 'scopes']],
    ['a list beside allScopes: true', { scopes: [READ], allScopes: true }, 'INVALID', ['input', 'scopes']],
    ['an empty list beside allScopes: true', { scopes: [], allScopes: true }, 'INVALID', ['input', 'scopes']],
    ['a star', { scopes: ['*'] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '0']],
    ['ALL', { scopes: ['ALL'] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '0']],
    ['a star for an action', { scopes: ['workspace.process:*'] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '0']],
    ['a word of nobody', { scopes: [READ, 'workspace.nothing:read'] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '1']],
    ['white space around a word', { scopes: [` ${READ}`] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '0']],
    ['two words in one', { scopes: [`${READ} ${MANAGE}`] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '0']],
    ['upper case', { scopes: [READ.toUpperCase()] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '0']],
    ['an empty word', { scopes: [''] }, 'UNKNOWN_SCOPE', ['input', 'scopes', '0']],
  ];

  it.each(REFUSED_SCOPES)('T04: %s gives no permission', async (_what, scopes, code, path) => {
    const acme = await world().organization();
    const answer = await createApiKey(world().as(acme.key), { name: 'Edge', expiresAt: EXPIRES_AT, ...scopes });
    expect(answer.body).toEqual(createRefused(code, ...path));
    expect(await world().rows('SELECT "id" FROM "api_key" WHERE "organizationId" = $1', [acme.id])).toHaveLength(1);
  });

  it('T04: two wrong words are each told with their place', async () => {
    const acme = await world().organization();
    const input = { name: 'Edge', scopes: ['all', ' read'], expiresAt: EXPIRES_AT };
    const { body } = await createApiKey(world().as(acme.key), input);
    expect(body.data.createApiKey).toEqual({
      apiKey: null,
      secret: null,
      userErrors: [
        { code: 'UNKNOWN_SCOPE', path: ['input', 'scopes', '0'] },
        { code: 'UNKNOWN_SCOPE', path: ['input', 'scopes', '1'] },
      ],
    });
  });

  it.each([[[null]], [[1]], [[{}]], [{ 0: READ }], [true]])('T04: %j is no list of scopes', async (scopes) => {
    const acme = await world().organization();
    const answer = await createApiKey(world().as(acme.key), { name: 'Edge', scopes, expiresAt: EXPIRES_AT });
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(answer.body.data).toBeUndefined();
  });

  it('T04: "all" of a caller that can grant nothing is refused like an empty list', async () => {
    const acme = await world().organization();
    const { id: processId } = await world().process(acme);
    const minter = await world().key(acme, { scopes: [MANAGE] }); // Of no use to a process's key.
    const input = { name: 'Edge', processId, allScopes: true, expiresAt: EXPIRES_AT };
    const answer = await createApiKey(world().as(minter), input);
    expect(answer.body).toEqual(createRefused('INVALID', 'input', 'scopes'));
  });

  it('T04: an empty list does not empty a key that is changed', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    const answer = await updateApiKey(world().as(acme.key), { id: key.id, scopes: [] });
    expect(answer.body).toEqual(updateRefused('INVALID', 'input', 'scopes'));
  });

  it('T04: what is stored is without doubles and in the order of the catalogue', async () => {
    const acme = await world().organization();
    const input = { name: 'Edge', scopes: [MANAGE, READ, MANAGE, READ], expiresAt: EXPIRES_AT };
    const { body } = await createApiKey(world().as(acme.key), input);
    const { id, scopes } = body.data.createApiKey.apiKey;
    expect(scopes).toEqual([READ, MANAGE]);
    const stored = await world().rows('SELECT "scopes" FROM "api_key" WHERE "id" = $1', [id]);
    expect(stored).toEqual([{ scopes: ` ${READ} ${MANAGE} ` }]);
  });

  it('T04: a list of thousands of wrong words costs no more than a moment and a few words', async () => {
    const acme = await world().organization();
    const scopes = Array.from({ length: 8_000 }, () => 'word'); // As many as a body takes.
    const create = () => createApiKey(world().as(acme.key), { name: 'Edge', scopes, expiresAt: EXPIRES_AT });
    expect(await cpuMillisecondsOf(create)).toBeLessThan(1_000);
    const answer = await create();
    expect(JSON.stringify(answer.body).length).toBeLessThan(64 * 1024);
    expect(answer.status).toBe(200);
    expect(answer.body.data.createApiKey.apiKey).toBeNull();
    expect(answer.body.data.createApiKey.userErrors).not.toHaveLength(0);
  });

  const IN_TIME: [what: string, expiresAt: string, answered: string][] = [
    ['a moment ahead', '2026-11-23T12:00:00.001Z', '2026-11-23T12:00:00.001Z'],
    ['the end of the caller', '2027-02-21T12:00:00Z', '2027-02-21T12:00:00.000Z'],
    ['the end of the caller in Tokyo', '2027-02-21T21:00:00+09:00', '2027-02-21T12:00:00.000Z'],
    ['the end of the caller in New York', '2027-02-21T07:00:00.000-05:00', '2027-02-21T12:00:00.000Z'],
    ['small letters', '2027-02-21t12:00:00z', '2027-02-21T12:00:00.000Z'],
  ];

  it.each(IN_TIME)('T05: a key may end at %s, and is told so in UTC', async (_what, expiresAt, answered) => {
    const acme = await world().organization(); // Its key ends in 90 days, on 2027-02-21.
    const { body } = await createApiKey(world().as(acme.key), { name: 'Edge', scopes: [READ], expiresAt });
    expect(body.data.createApiKey.userErrors).toEqual([]);
    expect(body.data.createApiKey.apiKey.expiresAt).toBe(answered);
  });

  const OUT_OF_TIME: [what: string, expiresAt: string, code: string][] = [
    ['now', '2026-11-23T12:00:00.000Z', 'EXPIRES_IN_PAST'],
    ['now, elsewhere', '2026-11-23T21:00:00.000+09:00', 'EXPIRES_IN_PAST'],
    ['a moment ago', '2026-11-23T11:59:59.999Z', 'EXPIRES_IN_PAST'],
    ['long ago', '0001-01-01T00:00:00Z', 'EXPIRES_IN_PAST'],
    ['a moment after the caller', '2027-02-21T12:00:00.001Z', 'EXPIRES_TOO_LATE'],
    ['after the caller, at home only', '2027-02-21T12:00:00-01:00', 'EXPIRES_TOO_LATE'],
    ['the end of time', '9999-12-31T23:59:59.999Z', 'EXPIRES_TOO_LATE'],
  ];

  it.each(OUT_OF_TIME)('T05: no key ends at %s', async (_what, expiresAt, code) => {
    const acme = await world().organization();
    const answer = await createApiKey(world().as(acme.key), { name: 'Edge', scopes: [READ], expiresAt });
    expect(answer.body).toEqual(createRefused(code, 'input', 'expiresAt'));
  });

  it('T05: 366 days are the most, for a caller that lasts longer', async () => {
    const acme = await world().organization();
    const aged = [NOW + 10_000 * DAY_MS, acme.key.id];
    await world().rows('UPDATE "api_key" SET "expiresAt" = $1 WHERE "id" = $2', aged);
    const input = { name: 'Edge', scopes: [READ] };
    const most = await createApiKey(world().as(acme.key), { ...input, expiresAt: '2027-11-24T12:00:00Z' });
    expect(most.body.data.createApiKey.apiKey.expiresAt).toBe('2027-11-24T12:00:00.000Z');
    const more = await createApiKey(world().as(acme.key), { ...input, expiresAt: '2027-11-24T12:00:00.001Z' });
    expect(more.body).toEqual(createRefused('EXPIRES_TOO_LATE', 'input', 'expiresAt'));
  });

  it.each([
    [null],
    [1798761600000],
    [''],
    ['never'],
    ['2027-01-01'],
    ['2027-01-01T00:00:00'],
    ['2027-01-01T00:00Z'],
    ['2027-01-01 00:00:00Z'],
    ['2027-01-01T00:00:00+0100'],
    ['2027-01-01T00:00:00+24:00'],
    ['2027-01-01T00:00:00 CET'],
    ['2027-02-30T00:00:00Z'],
    ['2027-01-01T24:00:00Z'],
    ['+012027-01-01T00:00:00Z'],
    [' 2027-01-01T00:00:00Z'],
    ['2027-01-01T00:00:00Z\n'],
    ['２０２７-01-01T00:00:00Z'],
  ])('T05: %j is no instant', async (expiresAt) => {
    const acme = await world().organization();
    const answer = await createApiKey(world().as(acme.key), { name: 'Edge', scopes: [READ], expiresAt });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'expiresAt'] });
  });

  it('T05: an expiry date is stored as the instant it means', async () => {
    const acme = await world().organization();
    const input = { name: 'Edge', scopes: [READ], expiresAt: '2027-01-01T02:00:00+02:00' };
    const { body } = await createApiKey(world().as(acme.key), input);
    const { id, expiresAt } = body.data.createApiKey.apiKey;
    expect(expiresAt).toBe('2027-01-01T00:00:00.000Z');
    const rows = await world().rows('SELECT "expiresAt" FROM "api_key" WHERE "id" = $1', [id]);
    expect(rows).toEqual([{ expiresAt: 1798761600000 }]);
  });
});
