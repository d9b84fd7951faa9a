import { randomBytes } from 'node:crypto';
import path from 'node:path';

/** The program. */
export const MAIN = path.join(__dirname, '../../src/main.js');

/** The secret by which a gateway proves itself to our server: a new one in every run. */
export const GATEWAY_SECRET = randomBytes(32).toString('hex');

/** The settings of our server, as production would have them. */
export function latchkeyEnvironment({ url, secret }: { url: string; secret: string }): Record<string, string> {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    REQUIRE_TLS: 'off',
    LOG_LEVEL: 'info',
    MAX_KEYS_PER_ORGANIZATION: '100000000',
    GATEWAY_SECRET,
    FAILURES_PER_MINUTE: '0', // One row asks with wrong keys alone, and is to measure their check.
    LATCHKEY_SECRET: secret,
    DATABASE_URL: url,
  };
}
