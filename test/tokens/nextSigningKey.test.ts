import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { NOW, SECRET, sharedWorld, type World } from '../support/world';

const NEW_SECRET = 'a newer secret for tests that is long enough';
const INSERT = `INSERT INTO "signing_key" ("id", "publicKey", "sealedPrivateKey", "secretVersion", "createdAt", "endsAt")
  SELECT $1, "publicKey", "sealedPrivateKey", "secretVersion", "createdAt" + 1, "endsAt" FROM "signing_key" WHERE "id" = $2`;

describeOnEachEngine('the next signing key', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => world().rows('DELETE FROM "signing_key"'));

  const published = async (server: World = world()): Promise<JSONWebKeySet> =>
    JSON.parse((await server.request({ path: '/.well-known/jwks.json' })).text);
  const ids = async (server: World = world()) => (await published(server)).keys.map(({ kid }) => kid);
  const states = async (server: World = world()) =>
    (await server.app.services.signingKeys.list()).map(({ state }) => state);
  /** Verifies a token as a gateway does that fetched the keys before. */
  const verifies = async (token: string, keys: JSONWebKeySet) => {
    const rules = { issuer: world().url, audience: world().url, currentDate: new Date(world().now) };
    return jwtVerify(token, createLocalJWKSet(keys), rules).then(
      () => true,
      (error: Error) => error.message,
    );
  };

  it('is published beside the one that signs, behind it, as soon as anybody asks for either', async () => {
    const { key } = await world().organization();
    const { kid } = decodeProtectedHeader(await tokenOf(world().url, key));
    const [current, next, ...others] = await ids();
    expect([current, others]).toEqual([kid, []]);
    expect(next).toMatch(/^[0-9a-f]{32}$/);
    expect(await states()).toEqual(['CURRENT', 'NEXT']);
  });

  it('signs from a rotation on, and whoever fetched the keys before verifies what it signs', async () => {
    const { key } = await world().organization();
    for (const _rotation of [1, 2]) {
      const before = await published();
      const [old, next] = before.keys.map(({ kid }) => kid);
      const { id } = await world().app.services.signingKeys.rotate({ isLeaked: false });
      const token = await tokenOf(world().url, key);
      expect([id, decodeProtectedHeader(token).kid]).toEqual([next, next]);
      expect(await verifies(token, before)).toBe(true);
      expect(await ids()).toEqual(expect.arrayContaining([next, old]));
      expect((await states()).slice(0, 3)).toEqual(['CURRENT', 'NEXT', 'RETIRING']);
    }
  });

  it('ends with the others where they leaked', async () => {
    const { key } = await world().organization();
    const before = await published();
    await world().app.services.signingKeys.rotate({ isLeaked: true });
    expect(await states()).toEqual(['CURRENT', 'NEXT']);
    const after = await ids();
    expect(before.keys.filter(({ kid }) => after.includes(kid))).toEqual([]);
    expect(await verifies(await tokenOf(world().url, key), before)).toBe(
      'no applicable key found in the JSON Web Key Set',
    );
  });

  it('is one, however many processes make it at once', async () => {
    const second = await world().secondServer({ publicUrl: world().url });
    const ask = (server: World) => [published(server), server.app.services.signingKeys.current()];
    await Promise.all([...ask(world()), ...ask(second), ...ask(world()), ...ask(second)]);
    expect(await states()).toEqual(['CURRENT', 'NEXT']);
    await world().rows('DELETE FROM "signing_key" WHERE "nextSince" IS NOT NULL');
    await Promise.all([...ask(world()), ...ask(second)]);
    expect(await states()).toEqual(['CURRENT', 'NEXT']);
    await Promise.all([world(), second].map((server) => server.app.services.signingKeys.rotate({ isLeaked: false })));
    expect(await states()).toEqual(['CURRENT', 'NEXT', 'RETIRING', 'RETIRING']);
  });

  it('is made beside a key of an older program, which takes it for a retired one', async () => {
    const [current, next] = await ids();
    const older = `SELECT "id" FROM "signing_key" WHERE "endsAt" IS NULL ORDER BY "createdAt" DESC`;
    expect(await world().rows(older)).toEqual([{ id: current }]);
    expect(await world().rows('SELECT "id" FROM "signing_key" WHERE "endsAt" > $1', [NOW])).toEqual([{ id: next }]);
    await world().rows('DELETE FROM "signing_key" WHERE "nextSince" IS NOT NULL');
    expect((await world().app.services.signingKeys.current()).id).toBe(current);
    expect(await states()).toEqual(['CURRENT', 'NEXT']);
  });

  it('is published before a new master secret is used, and is not opened by either secret alone', async () => {
    const { key } = await world().organization();
    const first = await ids();
    const url = { publicUrl: world().url };
    const accepting = await world().secondServer({ ...url, previousSecrets: [NEW_SECRET] });
    const before = await published(accepting);
    const [prepared, ...others] = before.keys.map(({ kid = '' }) => kid).filter((kid) => !first.includes(kid));
    expect(others).toEqual([]);
    const stolen = await world().secondServer({ ...url, secret: NEW_SECRET });
    expect((await stolen.app.services.signingKeys.current()).id).not.toBe(prepared);
    await world().rows(
      'DELETE FROM "signing_key" WHERE "id" NOT IN ($1, $2, $3)',
      before.keys.map(({ kid = '' }) => kid),
    );
    const using = await world().secondServer({ ...url, secret: NEW_SECRET, previousSecrets: [SECRET] });
    const token = await tokenOf(using.url, key);
    expect([decodeProtectedHeader(token).kid, await verifies(token, before)]).toEqual([prepared, true]);
    expect((await withToken(accepting.url, token).run('{ viewer { name } }')).status).toBe(200);
    const later = await world().secondServer({ ...url, secret: NEW_SECRET });
    expect((await later.app.services.signingKeys.current()).id).toBe(prepared);
  });

  it('of a master secret that is not accepted any more goes with the next rotation', async () => {
    const old = await ids();
    const later = await world().secondServer({ secret: NEW_SECRET });
    await later.app.services.signingKeys.rotate({ isLeaked: false });
    const left = await world().rows<{ id: string }>('SELECT "id" FROM "signing_key" WHERE "id" IN ($1, $2)', [
      old[0] ?? '',
      old[1] ?? '',
    ]);
    expect(left).toEqual([{ id: old[0] }]);
  });

  it('that was changed in the database is passed over', async () => {
    const [, next = ''] = await ids();
    await world().rows(INSERT, ['01a2ffffffffffffffffffffffffffff', next]);
    await world().rows('UPDATE "signing_key" SET "nextSince" = 1 WHERE "id" = $1', [
      '01a2ffffffffffffffffffffffffffff',
    ]);
    expect((await world().app.services.signingKeys.rotate({ isLeaked: false })).id).toBe(next);
  });
});
