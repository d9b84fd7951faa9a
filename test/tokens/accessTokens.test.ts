import { generateKeyPair, SignJWT } from 'jose';
import type { Caller } from '../../src/access/Caller';
import { DAY_MS } from '../../src/clock';
import { AccessTokens } from '../../src/tokens/AccessTokens';
import { createApiKey, deleteApiKey, UNAUTHENTICATED } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { introspect, postForm, tokenOf, withToken } from '../support/oauth';
import { serveProgram } from '../support/program';
import { times } from '../support/times';
import { NOW, SECRET, sharedWorld, World } from '../support/world';

const READ = 'workspace.process:read';
const CREATE = 'workspace.process:create';
const MANAGE = 'workspace.admin.api_key:manage';
const VIEWER = '{ viewer { kind name scopes expiresAt apiKeyId process { id } } }';

/** A token in three parts, of JSON that nobody signed. */
function unsigned(header: object, claims: object, signature = ''): string {
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...parts, signature || 'AA'].join('.');
}

function partsOf(token: string): {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signature: string;
} {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { header: read(header), claims: read(claims), signature };
}

describeOnEachEngine('an access token', (engine) => {
  const world = sharedWorld(engine);
  const refused = async (token: string) => {
    const { status, body } = await withToken(world().url, token).run(VIEWER);
    expect([status, body]).toEqual([401, UNAUTHENTICATED]);
  };

  it('is as good as its key, and says so of itself', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { name: 'CI', processId: process.id, scopes: [READ] });
    const { status, body } = await withToken(world().url, await tokenOf(world().url, key)).run(VIEWER);
    const viewer = { kind: 'TOKEN', name: 'CI', scopes: [READ], expiresAt: '2026-11-23T12:05:00.000Z' };
    expect([status, body]).toEqual([
      200,
      { data: { viewer: { ...viewer, apiKeyId: key.id, process: { id: process.id } } } },
    ]);
  });

  it('holds the scopes that it was made with, and not the others of its key', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key, { scope: READ });
    const { body } = await withToken(world().url, token).run(
      '{ processes { totalCount } organization { members { totalCount } } }',
    );
    expect(body.data).toEqual({ processes: { totalCount: 0 }, organization: { members: null } });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('expires by itself', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key);
    world().now = NOW + 299_999;
    expect((await withToken(world().url, token).run(VIEWER)).status).toBe(200);
    world().now = NOW + 300_000;
    await refused(token);
  });

  it.each([
    ['is deleted', 'UPDATE "api_key" SET "deletedAt" = 1 WHERE "id" = $1'],
    ['is disabled', 'UPDATE "api_key" SET "disabledAt" = 1 WHERE "id" = $1'],
    ['is ended earlier', `UPDATE "api_key" SET "expiresAt" = ${NOW} WHERE "id" = $1`],
    ['is removed', 'DELETE FROM "api_key" WHERE "id" = $1'],
  ])('dies with its key at the next request when the key %s', async (_label, end) => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const token = await tokenOf(world().url, key);
    expect((await withToken(world().url, token).run(VIEWER)).status).toBe(200);
    await world().rows(end, [key.id]);
    await refused(token);
  });

  it('dies with the process and with the organization of its key', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { processId: process.id, scopes: [READ] });
    const [ofProcess, ofOrganization] = [await tokenOf(world().url, key), await tokenOf(world().url, acme.key)];
    await world().rows('UPDATE "process" SET "deletedAt" = 1 WHERE "id" = $1', [process.id]);
    await refused(ofProcess);
    await world().rows('UPDATE "organization" SET "disabledAt" = 1 WHERE "id" = $1', [acme.id]);
    await refused(ofOrganization);
  });

  it('loses what its key loses, at the next request', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ, CREATE] });
    const token = await tokenOf(world().url, key);
    await world().rows('UPDATE "api_key" SET "scopes" = $1 WHERE "id" = $2', [` ${CREATE} `, key.id]);
    const { body } = await withToken(world().url, token).run('{ viewer { scopes } }');
    expect(body).toEqual({ data: { viewer: { scopes: [CREATE] } } });
  });

  it('makes no key with more than the token carries, nor one that outlasts its key', async () => {
    const acme = await world().organization();
    const manager = await world().key(acme, { scopes: [MANAGE, READ, CREATE], expiresAt: NOW + 30 * DAY_MS });
    const token = withToken(world().url, await tokenOf(world().url, manager, { scope: `${MANAGE} ${READ}` }));
    const make = async (scopes: string[], expiresAt: number) => {
      const input = { name: 'Made', scopes, expiresAt: new Date(expiresAt).toISOString() };
      const { body } = await createApiKey(token, input);
      return body.data.createApiKey.userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path]);
    };
    expect(await make([READ, CREATE], NOW + DAY_MS)).toEqual([['SCOPE_NOT_GRANTABLE', ['input', 'scopes', '1']]]);
    expect(await make([READ], NOW + 30 * DAY_MS + 1)).toEqual([['EXPIRES_TOO_LATE', ['input', 'expiresAt']]]);
    expect(await make([READ], NOW + 30 * DAY_MS)).toEqual([]);
  });

  it('whose key is narrowed by one field of a mutation does nothing in the next', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [MANAGE, CREATE] });
    for (const caller of [world().as(key), withToken(world().url, await tokenOf(world().url, key))]) {
      const mutation = `mutation ($input: UpdateApiKeyInput!) {
        updateApiKey(input: $input) { userErrors { code } }
        createProcess(input: { name: "After" }) { process { id } }
      }`;
      const { body } = await caller.run(mutation, { input: { id: key.id, scopes: [MANAGE] } });
      expect(body.data).toEqual({ updateApiKey: { userErrors: [] }, createProcess: null });
      await world().rows('UPDATE "api_key" SET "scopes" = $1 WHERE "id" = $2', [` ${CREATE} ${MANAGE} `, key.id]);
    }
  });

  it('whose key was ended by one field of a mutation does nothing in the next', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key);
    const { body } = await withToken(world().url, token).run(`mutation {
      deleteApiKey(input: { id: "${acme.key.id}" }) { deletedApiKeyId }
      createProcess(input: { name: "After" }) { process { id } }
    }`);
    expect(body.data).toEqual({ deleteApiKey: { deletedApiKeyId: acme.key.id }, createProcess: null });
    expect(await world().rows('SELECT "id" FROM "process" WHERE "organizationId" = $1', [acme.id])).toEqual([]);
  });

  it('that ends while its mutation waits for its turn writes nothing', async () => {
    const acme = await world().organization();
    const { services } = world().app;
    const [clock, issuer] = [() => world().now, () => world().url];
    const tokens = new AccessTokens({ ...services, clock, issuer, tokenSeconds: 300 });
    const origin = { address: '127.0.0.1', requestId: 'test' };
    const write = async (caller: Caller) => services.processes.createProcess(caller, { name: 'After' });
    const [revoked, expired] = [await tokenOf(world().url, acme.key), await tokenOf(world().url, acme.key)];
    const [first, second] = [await tokens.callerOf(revoked, origin), await tokens.callerOf(expired, origin)];
    await postForm(world().url, '/oauth/revoke', acme.key, { token: revoked });
    await expect(write(first)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await write(second)).userErrors).toEqual([]);
    world().now = NOW + 300_000;
    await expect(write(second)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('for another resource is refused here', async () => {
    const acme = await world().organization();
    const resource = 'https://api.example.com';
    await refused(await tokenOf(world().url, acme.key, { resource }));
    const both = await tokenOf(world().url, acme.key, { resource: [resource, world().url] });
    expect((await withToken(world().url, both).run(VIEWER)).status).toBe(200);
  });

  it('that was changed, or that nobody here signed, is refused', async () => {
    const acme = await world().organization();
    const { header, claims, signature } = partsOf(await tokenOf(world().url, acme.key, { scope: READ }));
    const wider = { ...claims, scope: `${READ} ${CREATE}` };
    const { privateKey } = await generateKeyPair('ES256');
    const forge = (head: Record<string, unknown>) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...head }).sign(privateKey);
    await refused(unsigned(header, wider, signature));
    await refused(unsigned({ ...header, alg: 'none' }, claims));
    await refused(unsigned({ ...header, alg: 'HS256' }, claims, signature));
    await refused(await forge(header));
    await refused(await forge({ typ: 'at+jwt' }));
    await refused(await forge({ ...header, kid: "' OR 1=1 --" }));
    await refused(await forge({ ...header, kid: '0'.repeat(32) }));
    await refused(unsigned({ ...header, kid: [[header.kid]] }, claims, signature));
    await refused('a.b.c');
  });

  it('that is signed with our key and yet is none of ours is refused', async () => {
    const acme = await world().organization();
    const other = await world().key(acme);
    const { header, claims } = partsOf(await tokenOf(world().url, acme.key));
    const { privateKey } = await world().app.services.signingKeys.current();
    const signed = (head: Record<string, unknown>, says: Record<string, unknown>) =>
      new SignJWT({ ...claims, ...says }).setProtectedHeader({ ...header, alg: 'ES256', ...head }).sign(privateKey);
    expect((await withToken(world().url, await signed({}, {})).run(VIEWER)).status).toBe(200);
    await refused(await signed({ typ: 'JWT' }, {}));
    await refused(await signed({}, { iss: 'https://keys.example.com' }));
    await refused(await signed({}, { key_id: other.id }));
    await refused(await signed({}, { sub: other.user }));
    await refused(await signed({}, { exp: NOW / 1_000 }));
  });

  it('of a key whose master secret is gone is refused, whoever signed it', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key);
    await world().rows('UPDATE "api_key" SET "pepperVersion" = $1 WHERE "id" = $2', ['00000000', acme.key.id]);
    await refused(token);
  });

  it('of another server that shares nothing but the secret is refused', async () => {
    const acme = await world().organization();
    const other = await World.create(engine, { LATCHKEY_SECRET: SECRET, PUBLIC_URL: world().url });
    const globex = await other.organization();
    await refused(await tokenOf(other.url, globex.key));
    expect((await withToken(other.url, await tokenOf(other.url, globex.key)).run(VIEWER)).status).toBe(200);
    expect((await withToken(other.url, await tokenOf(world().url, acme.key)).run(VIEWER)).status).toBe(401);
    await other.close();
  });

  it('is written down in the audit log as what it is', async () => {
    const acme = await world().organization();
    await withToken(world().url, await tokenOf(world().url, acme.key)).run(
      'mutation { createProcess(input: { name: "P" }) { userErrors { code } } }',
    );
    const sql =
      'SELECT "actorKind", "actorId", "type", "outcome" FROM "audit_event" WHERE "organizationId" = $1 AND "actorKind" = $2';
    expect(await world().rows(sql, [acme.id, 'TOKEN'])).toEqual([
      { actorKind: 'TOKEN', actorId: acme.key.id, type: 'process.created', outcome: 'SUCCESS' },
    ]);
  });

  it('is no client: it cannot be exchanged, nor sent as HTTP Basic', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key);
    const answer = await world().graphql(
      { query: VIEWER },
      { authorization: `Basic ${Buffer.from(token).toString('base64')}` },
    );
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it('never stands in the log', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key);
    await withToken(world().url, token).run(VIEWER);
    await withToken(world().url, `${token}x`).run(VIEWER);
    expect(world().logLines.join('')).not.toContain(token.split('.')[2]);
  });
});

describe('two server processes over one PostgreSQL', () => {
  const world = sharedWorld('postgres');
  const servers: string[] = [];

  beforeAll(async () => {
    const environment = { ...environmentOf(world().config.database), PUBLIC_URL: 'https://keys.example.com' };
    for (const _each of [1, 2]) servers.push((await serveProgram({ environment })).url);
  });

  beforeEach(() => {
    world().now = Date.now(); // Programs have the real clock.
  });

  it('believe the tokens of one another, and refuse them at the next request once the key is deleted', async () => {
    const acme = await world().organization();
    for (let round = 0; round < times({ usual: 4, long: 10 }); round += 1) {
      const key = await world().key(acme);
      const token = await tokenOf(servers[round % 2] ?? '', key);
      for (const url of servers) {
        expect((await withToken(url, token).run(VIEWER)).status).toBe(200);
        expect(await introspect(url, acme.key, token)).toMatchObject({ active: true, key_id: key.id });
      }
      await deleteApiKey(world().as(acme.key), key.id);
      for (const url of servers) {
        const { status, body } = await withToken(url, token).run(VIEWER);
        expect([status, body]).toEqual([401, UNAUTHENTICATED]);
        expect(await introspect(url, acme.key, token)).toEqual({ active: false });
      }
    }
  });

  it('sign with one key, though the first tokens of both are asked for at once', async () => {
    await world().rows('DELETE FROM "signing_key"');
    const acme = await world().organization();
    const tokens = await Promise.all([...servers, ...servers, ...servers].map((url) => tokenOf(url, acme.key)));
    expect(await world().rows('SELECT "endsAt" FROM "signing_key" WHERE "nextSince" IS NULL')).toEqual([
      { endsAt: null },
    ]);
    for (const token of tokens) {
      for (const url of servers) expect((await withToken(url, token).run(VIEWER)).status).toBe(200);
    }
  });
});
