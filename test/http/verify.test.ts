import { describeOnEachEngine } from '../support/engines';
import { tokenOf } from '../support/oauth';
import { basic, NOW, sharedWorld, type TestKey } from '../support/world';

const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';

describeOnEachEngine('GET /verify', (engine) => {
  const world = sharedWorld(engine);
  const ask = (path: string, authorization?: string, method = 'GET') =>
    world().request({ method, path, headers: authorization === undefined ? {} : { authorization } });
  const told = (headers: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('latchkey-')));
  const statusFor = async (key: TestKey, query: string) => (await ask(`/verify?${query}`, basic(key.value))).status;

  it('tells a proxy who calls, in headers that are always there', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { processId: process.id, scopes: [UPLOAD, READ] });
    const ofProcess = await ask(`/verify?scope=${READ}`, basic(key.value));
    expect([ofProcess.status, ofProcess.text]).toEqual([200, '']);
    expect(told(ofProcess.headers)).toEqual({
      'latchkey-organization': acme.id,
      'latchkey-process': process.id,
      'latchkey-scopes': `${UPLOAD} ${READ}`,
      'latchkey-expires': '2027-02-21T12:00:00.000Z',
      'latchkey-key-expires': '2027-02-21T12:00:00.000Z',
    });
    const ofOrganization = await ask('/verify', basic(acme.key.value));
    expect(ofOrganization.headers['latchkey-process']).toBe('');
  });

  it('takes an access token, and tells when that ends', async () => {
    const acme = await world().organization();
    const token = await tokenOf(world().url, acme.key, { scope: READ });
    const { status, headers } = await ask(`/verify?scope=${READ}`, `Bearer ${token}`);
    expect([status, headers['latchkey-scopes'], headers['latchkey-expires']]).toEqual([
      200,
      READ,
      '2026-11-23T12:05:00.000Z',
    ]);
    expect((await ask(`/verify?scope=${UPLOAD}`, `Bearer ${token}`)).status).toBe(403);
  });

  it('needs every scope of one parameter, and one of several parameters', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    expect(await statusFor(key, '')).toBe(200);
    expect(await statusFor(key, `scope=${READ}`)).toBe(200);
    expect(await statusFor(key, `scope=${READ}+${UPLOAD}`)).toBe(403);
    expect(await statusFor(key, `scope=${READ}%20${UPLOAD}&scope=${READ}`)).toBe(200);
    expect(await statusFor(key, `scope=${UPLOAD}&scope=${UPLOAD}+${READ}`)).toBe(403);
  });

  it('says which scopes are missing', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    const { status, headers, text } = await ask(`/verify?scope=${UPLOAD}`, basic(key.value));
    const extensions = { code: 'FORBIDDEN', requiredScopes: [[UPLOAD]] };
    expect([status, JSON.parse(text)]).toEqual([403, { errors: [{ message: `This needs ${UPLOAD}.`, extensions }] }]);
    expect(told(headers)).toEqual({ 'latchkey-key-expires': '2027-02-21T12:00:00.000Z' });
  });

  it('refuses who has no credential, and whoever has one that does not hold', async () => {
    const acme = await world().organization();
    const gone = await world().key(acme);
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, gone.id]);
    for (const authorization of [undefined, basic(gone.value), 'Bearer a.b.c', 'Basic nonsense']) {
      const { status, headers } = await ask('/verify', authorization);
      expect([status, headers['www-authenticate']]).toEqual([
        401,
        'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
      ]);
      expect(told(headers)).toEqual({});
    }
  });

  it('lets nobody in where the proxy asks for what is no scope', async () => {
    const acme = await world().organization();
    const many = Array.from({ length: 21 }, () => `scope=${READ}`).join('&');
    for (const query of [
      'scope=',
      'scope=*',
      'scope=all',
      `scope=+${READ}`,
      `scope=${READ}++${UPLOAD}`,
      'scope=%00',
      many,
      `scopes=${READ}`,
      `Scope=${READ}`,
      `x=1;scope=${READ}`,
      `scope=${READ}&x=${READ}`,
    ]) {
      expect(await statusFor(acme.key, query)).toBe(400);
    }
  });

  it('can be asked with the method of the request in question', async () => {
    const acme = await world().organization();
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await ask('/verify', basic(acme.key.value), method)).status).toBe(200);
    }
  });

  it('looks at no body, whatever the headers say of the one that the proxy keeps', async () => {
    const acme = await world().organization();
    const authorization = basic(acme.key.value);
    const kept: Record<string, string>[] = [
      { 'content-encoding': 'gzip' },
      { 'content-type': 'text/html; charset=iso-8859-1' },
      { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '0' },
      { 'content-type': 'application/json', 'content-length': '0' },
      { 'content-type': 'nonsense' },
    ];
    for (const headers of kept) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await world().request({ method, path: '/verify', headers: { authorization, ...headers } });
        expect([method, headers, answer.status]).toEqual([method, headers, 200]);
      }
    }
  });

  it('lets no preflight through without a caller', async () => {
    const headers = { origin: 'https://studio.apollographql.com', 'access-control-request-method': 'POST' };
    const answer = await world().request({ method: 'OPTIONS', path: '/verify', headers });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([401, undefined]);
  });

  it('refuses a key that is deleted by the very next question', async () => {
    const acme = await world().organization();
    for (let round = 0; round < 20; round += 1) {
      const key = await world().key(acme);
      expect(await statusFor(key, '')).toBe(200);
      await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, key.id]);
      expect(await statusFor(key, '')).toBe(401);
    }
  });
});
