import { decodeJwt } from 'jose';
import type { TokenClaims } from '../../src/tokens/AccessTokens';
import { UNAUTHENTICATED } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { introspect, postForm, tokenOf, withToken } from '../support/oauth';
import { invitationToken, offerOf } from '../support/peopleMutations';
import { rotateApiKey } from '../support/rotations';
import { runJob } from '../support/runJob';
import { NOW, sharedWorld, type TestKey } from '../support/world';

const ORIGIN = { address: '127.0.0.1', requestId: 'test' };
const VIEWER = '{ viewer { name } }';

describeOnEachEngine('POST /oauth/revoke', (engine) => {
  const world = sharedWorld(engine);
  const url = () => world().url;
  const revoke = async (sender: TestKey | Record<string, string> | null, form: Record<string, string>) => {
    const { status, body } = await postForm(url(), '/oauth/revoke', sender, form);
    return [status, body];
  };
  const statusOf = async (key: TestKey) => {
    const sql = 'SELECT "disabledAt", "deletedAt" FROM "api_key" WHERE "id" = $1';
    return (await world().rows<{ disabledAt: number | null; deletedAt: number | null }>(sql, [key.id]))[0];
  };

  it('ends a token of the key at the next request, and its other tokens not', async () => {
    const acme = await world().organization();
    const [ended, kept] = [await tokenOf(url(), acme.key), await tokenOf(url(), acme.key)];
    expect(await revoke(acme.key, { token: ended })).toEqual([200, null]);
    const { status, body } = await withToken(url(), ended).run(VIEWER);
    expect([status, body]).toEqual([401, UNAUTHENTICATED]);
    expect(await introspect(url(), acme.key, ended)).toEqual({ active: false });
    expect((await withToken(url(), kept).run(VIEWER)).status).toBe(200);
    expect(await revoke(acme.key, { token: ended })).toEqual([200, null]);
  });

  it('ends a token once, however many ask for it at the same time', async () => {
    const acme = await world().organization();
    const claims = decodeJwt<TokenClaims>(await tokenOf(url(), acme.key));
    const caller = await world().app.services.authenticator.authenticate(acme.key, ORIGIN);
    const { tokenRevocation } = world().app.services;
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => tokenRevocation.revoke(caller, claims)));
    const sql = `SELECT "targetId" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'token.revoked'`;
    expect(await world().rows(sql, [acme.id])).toEqual([{ targetId: claims.jti }]);
  });

  it('ends a token that does not hold at the moment, and would again', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const token = await tokenOf(url(), key);
    const { key: next } = await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW' });
    const statusOfToken = async () => (await withToken(url(), token).run(VIEWER)).status;
    const [row] = await world().rows<{ version: string }>(
      'SELECT "pepperVersion" AS "version" FROM "api_key" WHERE "id" = $1',
      [key.id],
    );
    const setVersion = (version = '') =>
      world().rows('UPDATE "api_key" SET "otherPepperVersion" = $1 WHERE "id" = $2', [version, key.id]);
    await setVersion('00000000'); // As on a server that does not accept the master secret of the earlier value.
    expect(await statusOfToken()).toBe(401);
    expect(await revoke(next, { token })).toEqual([200, null]);
    await setVersion(row?.version);
    expect(await statusOfToken()).toBe(401);
  });

  it('writes nothing down of a token that a leaked signing key could have signed', async () => {
    const acme = await world().organization();
    const token = await tokenOf(url(), acme.key);
    expect((await withToken(url(), token).run(VIEWER)).status).toBe(200);
    await world().app.services.signingKeys.rotate({ isLeaked: true });
    expect(await revoke(acme.key, { token })).toEqual([200, null]);
    const sql = 'SELECT "id" FROM "revoked_token" WHERE "id" = $1';
    expect(await world().rows(sql, [decodeJwt(token).jti ?? ''])).toEqual([]);
  });

  it('forgets an ended token a day after it has expired, when every clock says so', async () => {
    const acme = await world().organization();
    const first = await tokenOf(url(), acme.key);
    await revoke(acme.key, { token: first });
    const rows = async () => {
      const sql = 'SELECT "expiresAt" FROM "revoked_token" WHERE "expiresAt" = $1';
      return (await world().rows(sql, [NOW + 300_000])).length;
    };
    expect(await rows()).toBeGreaterThan(0);
    world().now = NOW + 300_000 + 86_399_999;
    await runJob(world(), 'sweep-revoked-tokens');
    expect(await rows()).toBeGreaterThan(0);
    world().now = NOW + 300_000 + 86_400_000;
    await runJob(world(), 'sweep-revoked-tokens');
    expect(await rows()).toBe(0);
  });

  it('refuses to end a token of another key', async () => {
    const acme = await world().organization();
    const other = await world().key(acme);
    const token = await tokenOf(url(), acme.key);
    expect(await revoke(other, { token })).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'The token was made from another API key.' },
    ]);
    expect((await withToken(url(), token).run(VIEWER)).status).toBe(200);
  });

  it('answers the same for what is no token, or none any more', async () => {
    const acme = await world().organization();
    const token = await tokenOf(url(), acme.key);
    world().now = NOW + 300_000;
    for (const each of [token, 'nothing', 'a.b.c'])
      expect(await revoke(acme.key, { token: each })).toEqual([200, null]);
  });

  it('disables a key for whoever holds its value', async () => {
    const acme = await world().organization();
    const leaked = await world().key(acme);
    const token = await tokenOf(url(), leaked);
    expect(await revoke(null, { token: leaked.value, token_type_hint: 'api_key' })).toEqual([200, null]);
    expect((await world().as(leaked).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
    expect((await withToken(url(), token).run(VIEWER)).body).toEqual(UNAUTHENTICATED);
    const shown = await world().as(acme.key).run(`{ apiKey(id: "${leaked.id}") { status } }`);
    expect(shown.body).toEqual({ data: { apiKey: { status: 'DISABLED' } } });
    const sql =
      'SELECT "actorKind", "actorId", "targetId", "outcome" FROM "audit_event" WHERE "type" = $1 AND "organizationId" = $2';
    expect(await world().rows(sql, ['api_key.disabled', acme.id])).toEqual([
      { actorKind: 'API_KEY', actorId: leaked.id, targetId: leaked.id, outcome: 'SUCCESS' },
    ]);
  });

  it('disables a key that is being narrowed at the same time', async () => {
    const acme = await world().organization();
    const leaked = await world().key(acme);
    const { authenticator, keyPossession } = world().app.services;
    const holder = await authenticator.authenticate(leaked, ORIGIN);
    await world().rows('UPDATE "api_key" SET "scopes" = $1 WHERE "id" = $2', [' workspace.process:read ', leaked.id]);
    await keyPossession.endKey(holder);
    expect((await world().as(leaked).run(VIEWER)).status).toBe(401);
  });

  it('disables a key once, however many ask for it at the same time', async () => {
    const acme = await world().organization();
    const leaked = await world().key(acme);
    const { authenticator, keyPossession } = world().app.services;
    const holder = await authenticator.authenticate(leaked, ORIGIN);
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => keyPossession.endKey(holder)));
    const sql = 'SELECT "outcome" FROM "audit_event" WHERE "type" = $1 AND "targetId" = $2';
    expect(await world().rows(sql, ['api_key.disabled', leaked.id])).toEqual([{ outcome: 'SUCCESS' }]);
  });

  it('finds a key without a hint, and with a wrong one', async () => {
    const acme = await world().organization();
    const hints: Record<string, string>[] = [{}, { token_type_hint: 'access_token' }, { token_type_hint: 'nonsense' }];
    for (const form of hints) {
      const key = await world().key(acme);
      expect(await revoke(null, { ...form, token: key.value })).toEqual([200, null]);
      expect((await world().as(key).run(VIEWER)).status).toBe(401);
    }
  });

  it('disables nothing without the whole value', async () => {
    const acme = await world().organization();
    const other = await world().organization();
    const hint = { token_type_hint: 'api_key' };
    expect(await revoke(null, { ...hint, token: `${acme.key.user}:${other.key.pass}` })).toEqual([200, null]);
    const description = 'Send a valid API key with HTTP Basic, or as client_id and client_secret in the form.';
    for (const token of [acme.key.user, acme.key.pass, acme.key.id]) {
      expect(await revoke(null, { ...hint, token })).toEqual([
        401,
        { error: 'invalid_client', error_description: description },
      ]);
    }
    expect(await statusOf(acme.key)).toEqual({ disabledAt: null, deletedAt: null });
  });

  it('leaves the instants at which a key was deleted or disabled', async () => {
    const acme = await world().organization();
    const [deleted, disabled] = [await world().key(acme), await world().key(acme)];
    await world().rows('UPDATE "api_key" SET "deletedAt" = 7 WHERE "id" = $1', [deleted.id]);
    await world().rows('UPDATE "api_key" SET "disabledAt" = 7 WHERE "id" = $1', [disabled.id]);
    for (const { value } of [deleted, disabled]) expect(await revoke(null, { token: value })).toEqual([200, null]);
    expect(await statusOf(deleted)).toEqual({ disabledAt: NOW, deletedAt: 7 });
    expect(await statusOf(disabled)).toEqual({ disabledAt: 7, deletedAt: null });
  });

  it('never takes a bad credential for none', async () => {
    const acme = await world().organization();
    const sender = { authorization: 'Basic bm90aGluZw==' };
    expect((await revoke(sender, { token: acme.key.value }))[0]).toBe(401);
    expect(await statusOf(acme.key)).toEqual({ disabledAt: null, deletedAt: null });
  });

  it('needs a client for tokens', async () => {
    const acme = await world().organization();
    const token = await tokenOf(url(), acme.key);
    expect((await revoke(null, { token }))[0]).toBe(401);
    expect((await revoke({ authorization: `Bearer ${token}` }, { token }))[0]).toBe(401);
    expect((await withToken(url(), token).run(VIEWER)).status).toBe(200);
  });

  it('ends a key that was deleted since it let its caller in: it could be restored', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const { authenticator, apiKeyEnds, keyPossession } = world().app.services;
    const caller = await authenticator.authenticate(key, ORIGIN);
    await apiKeyEnds.deleteApiKey(world().operator(acme), { id: key.id });
    await keyPossession.endKey(caller);
    expect(await statusOf(key)).toEqual({ disabledAt: NOW, deletedAt: NOW });
  });

  it('ends, with a key that is disabled by its value, the invitations that it made', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const token = await invitationToken(world().as(key), 'eve@example.com');
    expect(await revoke(null, { token: key.value })).toEqual([200, null]);
    expect((await offerOf(world().as(null), token)).body).toEqual({ data: { invitation: null } });
  });
});
