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

  it('takes people to HTTPS at the console, and answers probes', async () => {
    const [page, probe] = [await world().request({ path: '/' }), await world().request({ path: '/healthz' })];
    expect([page.status, probe.status]).toEqual([308, 200]);
  });
});
