import { seal, unseal } from '../../src/sealing';
import { fingerprintOf } from '../../src/secrets';
import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { NOW, SECRET, World } from '../support/world';

const VIEWER = '{ viewer { name } }';
const NEW_SECRET = 'a newer secret for tests that is long enough';

describeOnEachEngine('signing keys', (engine) => {
  let world: World;

  beforeEach(async () => {
    world = await World.create(engine);
  });

  afterEach(() => world.close());

  const published = async (server: World): Promise<Record<string, unknown>[]> => {
    const { status, headers, text } = await server.request({ path: '/.well-known/jwks.json' });
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=60']);
    return JSON.parse(text).keys;
  };
  const ids = async (server: World) => (await published(server)).map(({ kid }) => kid);
  const works = async (token: string) => (await withToken(world.url, token).run(VIEWER)).status === 200;

  it('are made at first use, by whoever asks first, and once', async () => {
    expect(await world.rows('SELECT "id" FROM "signing_key"')).toEqual([]);
    const [first, again] = await Promise.all([published(world), published(world)]);
    const key = {
      kty: 'EC',
      crv: 'P-256',
      x: expect.stringMatching(/^[\w-]{43}$/),
      y: expect.stringMatching(/^[\w-]{43}$/),
      kid: expect.stringMatching(/^[0-9a-f]{32}$/),
      use: 'sig',
      alg: 'ES256',
    };
    expect(first).toEqual([key, key]);
    expect(again).toEqual(first);
  });

  it('stand in the database sealed: without the master secret nobody can sign', async () => {
    await published(world);
    const [row] = (await world.rows('SELECT * FROM "signing_key"')) as [Record<string, string>];
    expect(JSON.parse(row.publicKey ?? '')).not.toHaveProperty('d');
    expect(unseal(SECRET, 'signing-key', row.id ?? '', row.sealedPrivateKey ?? '')).toContain('"d":"');
    expect(unseal(NEW_SECRET, 'signing-key', row.id ?? '', row.sealedPrivateKey ?? '')).toBeNull();
    expect(unseal(SECRET, 'signing-key', 'another row', row.sealedPrivateKey ?? '')).toBeNull();
  });

  it('that are rotated are published until their last token has expired, and gone after it', async () => {
    const acme = await world.organization();
    const [old] = await ids(world);
    const token = await tokenOf(world.url, acme.key);
    world.now = NOW + 1;
    const { id } = await world.app.services.signingKeys.rotate({ isLeaked: false });
    const [current, next, ...retiring] = await ids(world);
    expect([current, retiring]).toEqual([id, [old]]);
    const later = await tokenOf(world.url, acme.key);
    expect([await works(token), await works(later)]).toEqual([true, true]);
    world.now = NOW + 299_999;
    expect([await works(token), await ids(world)]).toEqual([true, [id, next, old]]);
    world.now = NOW + 1 + 3_660_000;
    expect(await ids(world)).toEqual([id, next]);
    await world.app.services.signingKeys.rotate({ isLeaked: false });
    expect((await world.rows('SELECT "id" FROM "signing_key" WHERE "id" = $1', [String(old)])).length).toBe(0);
  });

  it('are believed as long as the longest token that any server could have made', async () => {
    const patient = await world.secondServer({ accessTokenSeconds: 3_600, publicUrl: world.url });
    const acme = await world.organization();
    const token = await tokenOf(patient.url, acme.key);
    await world.app.services.signingKeys.rotate({ isLeaked: false });
    world.now = NOW + 3_599_999;
    expect(await works(token)).toBe(true);
  });

  it('that leaked are believed by no server from the next request on', async () => {
    const acme = await world.organization();
    const second = await world.secondServer({ publicUrl: world.url });
    const token = await tokenOf(world.url, acme.key);
    expect([await works(token), (await withToken(second.url, token).run(VIEWER)).status]).toEqual([true, 200]);
    second.now = NOW + 5_000; // Its clock is ahead.
    await second.app.services.signingKeys.rotate({ isLeaked: true });
    expect([await works(token), (await withToken(second.url, token).run(VIEWER)).status]).toEqual([false, 401]);
    expect(await works(await tokenOf(world.url, acme.key))).toBe(true);
  });

  it('are believed as long as their master secret is, and sign only under the current one', async () => {
    const acme = await world.organization();
    const [old, oldNext] = await ids(world);
    const token = await tokenOf(world.url, acme.key);
    const statusAt = async (server: World) => (await withToken(server.url, token).run(VIEWER)).status;
    world.now = NOW + 1;
    const shared = { secret: NEW_SECRET, publicUrl: world.url };
    const during = await world.secondServer({ ...shared, previousSecrets: [SECRET] });
    const after = await world.secondServer(shared);
    const [made, ...others] = (await ids(during)).filter((id) => id !== old && id !== oldNext);
    expect(others).toHaveLength(1);
    // Were it for the digest of its key alone, the token would be good.
    await world.rows('UPDATE "api_key" SET "pepperVersion" = $1', [fingerprintOf(NEW_SECRET)]);
    expect([await statusAt(during), await statusAt(after)]).toEqual([200, 401]);
    expect(await ids(after)).toEqual([made, ...others]);
    expect(await ids(world)).toEqual([old, oldNext]);
    for (const [server, id] of [
      [world, old],
      [during, made],
      [after, made],
      [world, old],
    ] as const) {
      expect((await server.app.services.signingKeys.current()).id).toBe(id);
    }
    expect(await world.rows('SELECT "id" FROM "signing_key"')).toHaveLength(4);
  });
});

describe('sealing', () => {
  it('opens what the secret sealed, and nothing that was changed', () => {
    const sealed = seal(SECRET, 'signing-key', 'a', 'private');
    expect(unseal(SECRET, 'signing-key', 'a', sealed)).toBe('private');
    expect(unseal(NEW_SECRET, 'signing-key', 'a', sealed)).toBeNull();
    expect(unseal(SECRET, 'outbox', 'a', sealed)).toBeNull();
    const bytes = Buffer.from(sealed, 'base64url');
    for (const index of [0, 12, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(unseal(SECRET, 'signing-key', 'a', changed.toString('base64url'))).toBeNull();
    }
    expect(unseal(SECRET, 'signing-key', 'a', '')).toBeNull();
    expect(unseal(SECRET, 'signing-key', 'a', sealed.slice(0, 20))).toBeNull();
  });

  it('never seals the same way twice', () => {
    expect(seal(SECRET, 'signing-key', 'a', 'private')).not.toBe(seal(SECRET, 'signing-key', 'a', 'private'));
  });
});
