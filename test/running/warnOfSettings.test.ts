import { loadConfig } from '../../src/config';
import { createLog } from '../../src/log';
import { warnOfSettings } from '../../src/running/warnOfSettings';
import type { Environment } from '../../src/SETTING_NAMES';
import { SECRET } from '../support/world';

const PUBLIC_URL = 'https://keys.example.com';
const NO_ADDRESS =
  'PUBLIC_URL names no https address: set it to what the world calls this server, since invitation links and the iss and aud of tokens name it';
const NO_HTTPS =
  'every plain-HTTP call will be refused: set TLS_CERT_FILE and TLS_KEY_FILE, TRUST_PROXY, or REQUIRE_TLS=off';
const UNREACHABLE =
  'HOST is an address of this machine alone, which no proxy in TRUST_PROXY can reach: set HOST=0.0.0.0, or name the proxy on this machine';

/** What is warned of in production, but for the version of Node.js. */
function warningsOf(environment: Environment): string[] {
  const lines: string[] = [];
  const config = loadConfig({ NODE_ENV: 'production', LATCHKEY_SECRET: SECRET, ...environment });
  const log = createLog('warn', { write: (line) => void lines.push(JSON.parse(line).msg) });
  warnOfSettings(config, log);
  return lines.filter((line) => !line.includes('Node.js'));
}

describe('production', () => {
  it.each<[string, Environment]>([
    ['behind a proxy', { HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.0/8' }],
    [
      'behind a proxy, by plain HTTP',
      { HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.0/8', PUBLIC_URL: 'http://keys.example' },
    ],
    ['with TLS of its own', { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' }],
  ])('without the address that the world knows warns once: %s', (_which, environment) => {
    expect(warningsOf(environment)).toEqual([NO_ADDRESS]);
  });

  it('without a way to HTTPS warns of that, and of the address, at once', () => {
    expect(warningsOf({})).toEqual([NO_HTTPS, NO_ADDRESS]);
  });

  it.each(['127.0.0.1', 'localhost', '::1'])('that listens on %s for proxies elsewhere warns', (HOST) => {
    expect(warningsOf({ HOST, PUBLIC_URL, TRUST_PROXY: '10.0.0.0/8,fd00::/8' })).toEqual([UNREACHABLE]);
  });

  it.each<[string, Environment]>([
    ['behind a proxy', { HOST: '0.0.0.0', PUBLIC_URL, TRUST_PROXY: '10.0.0.0/8' }],
    ['behind a proxy on the same machine', { PUBLIC_URL, TRUST_PROXY: '127.0.0.1' }],
    ['behind one on the same machine and one elsewhere', { PUBLIC_URL, TRUST_PROXY: '10.0.0.0/8,127.0.0.0/8' }],
    ['with TLS of its own', { PUBLIC_URL, TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' }],
    ['without HTTPS anywhere, as asked for', { REQUIRE_TLS: 'off' }],
  ])('that is set as it should be does not warn: %s', (_which, environment) => {
    expect(warningsOf(environment)).toEqual([]);
  });

  it('is all that is warned of', () => {
    expect(warningsOf({ NODE_ENV: 'development', TRUST_PROXY: '10.0.0.0/8' })).toEqual([]);
  });
});
