import { sharedWorld } from '../support/world';

describe('plain HTTP where HTTPS is required', () => {
  const world = sharedWorld('sqlite', { REQUIRE_TLS: 'on', TRUST_PROXY: '127.0.0.2' });

  it('is refused, and the log says once what a proxy may have left out', async () => {
    const headers = { 'x-forwarded-proto': 'https' }; // From an address that is not trusted.
    const answers = [await world().request({ path: '/verify' }), await world().request({ path: '/verify', headers })];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    const lines = world()
      .logLines.map((line) => JSON.parse(line))
      .filter(({ level }) => level === 40);
    expect(lines).toEqual([
      {
        level: 40,
        time: expect.any(String),
        peer: '127.0.0.1',
        msg: 'a request was refused as plain HTTP: if it came to a proxy over HTTPS, name that proxy in TRUST_PROXY, and have it send X-Forwarded-Proto: https',
      },
    ]);
  });

  it('answers probes, and takes nobody to an address that the request itself names', async () => {
    const headers = { host: 'evil.example' };
    const [page, probe] = [await world().request({ path: '/', headers }), await world().request({ path: '/healthz' })];
    expect([page.status, page.headers.location, probe.status]).toEqual([403, undefined, 200]);
    expect(page.text).toContain('This server is to be called over HTTPS.');
  });
});

describe('plain HTTP where HTTPS is required and PUBLIC_URL is set', () => {
  const world = sharedWorld('sqlite', { REQUIRE_TLS: 'on', PUBLIC_URL: 'https://keys.example.com/base' });

  it('takes people at the console there, whatever host they name', async () => {
    const { status, headers } = await world().request({ path: '/', headers: { host: 'evil.example' } });
    expect([status, headers.location]).toEqual([308, 'https://keys.example.com/base/']);
  });
});
