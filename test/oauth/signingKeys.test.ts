import { seal, unseal } from '../../src/oauth/sealing';
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
    expect(first).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.stringMatching(/^[\w-]{43}$/),
        y: expect.stringMatching(/^[\w-]{43}$/),
        kid: expect.stringMatching(/^[0-9a-f]{32}$/),
        use: 'sig',
        alg: 'ES256',
      },
    ]);
    expect(again).toEqual(first);
  });

  it('stand in the database sealed: without the master secret nobody can sign', async () => {
    await published(world);
    const [row] = (await world.rows('SELECT * FROM "signing_key"')) as [Record<string, string>];
    expect(JSON.parse(row.publicKey ?? '')).not.toHaveProperty('d');
    expect(unseal([SECRET], row.id ?? '', row.sealedPrivateKey ?? '')).toContain('"d":"');
    expect(unseal([NEW_SECRET], row.id ?? '', row.sealedPrivateKey ?? '')).toBeNull();
    expect(unseal([SECRET], 'another row', row.sealedPrivateKey ?? '')).toBeNull();
  });

  it('that are rotated are published until their last token has expired, and gone after it', async () => {
    const acme = await world.organization();
    const [old] = await ids(world);
    const token = await tokenOf(world.url, acme.key);
    world.now = NOW + 1;
    const { id } = await world.app.services.signingKeys.rotate({ isLeaked: false });
    expect(await ids(world)).toEqual([id, old]);
    const next = await tokenOf(world.url, acme.key);
    expect([await works(token), await works(next)]).toEqual([true, true]);
    world.now = NOW + 299_999;
    expect([await works(token), await ids(world)]).toEqual([true, [id, old]]);
    world.now = NOW + 360_001;
    expect(await ids(world)).toEqual([id]);
    await world.app.services.signingKeys.rotate({ isLeaked: false });
    expect((await world.rows('SELECT "id" FROM "signing_key" WHERE "id" = $1', [String(old)])).length).toBe(0);
  });

  it('that leaked are believed by no server from the next request on', async () => {
    const acme = await world.organization();
    const second = await world.secondServer({ publicUrl: world.url });
    const token = await tokenOf(world.url, acme.key);
    expect([await works(token), (await withToken(second.url, token).run(VIEWER)).status]).toEqual([true, 200]);
    await second.app.services.signingKeys.rotate({ isLeaked: true });
    expect([await works(token), (await withToken(second.url, token).run(VIEWER)).status]).toEqual([false, 401]);
    expect(await works(await tokenOf(world.url, acme.key))).toBe(true);
  });

  it('are still used under a new master secret while the old one is accepted', async () => {
    const [old] = await ids(world);
    const renewed = await world.secondServer({ secret: NEW_SECRET, previousSecrets: [SECRET] });
    expect(await ids(renewed)).toEqual([old]);
    world.now = NOW + 1;
    const changed = await world.secondServer({ secret: NEW_SECRET });
    const [made, ...others] = await ids(changed);
    expect(others).toEqual([old]);
    expect((await world.app.services.signingKeys.current()).id).toBe(old);
    expect((await changed.app.services.signingKeys.current()).id).toBe(made);
  });
});

describe('sealing', () => {
  it('opens what any of the secrets sealed, and nothing that was changed', () => {
    const sealed = seal(SECRET, 'a', 'private');
    expect(unseal([NEW_SECRET, SECRET], 'a', sealed)).toBe('private');
    const bytes = Buffer.from(sealed, 'base64url');
    for (const index of [0, 12, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(unseal([SECRET], 'a', changed.toString('base64url'))).toBeNull();
    }
    expect(unseal([SECRET], 'a', '')).toBeNull();
    expect(unseal([SECRET], 'a', sealed.slice(0, 20))).toBeNull();
  });

  it('never seals the same way twice', () => {
    expect(seal(SECRET, 'a', 'private')).not.toBe(seal(SECRET, 'a', 'private'));
  });
});
