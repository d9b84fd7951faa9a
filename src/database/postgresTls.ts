import { X509Certificate } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';
import { Client } from 'pg';
import { StartError } from '../errors';
import { inMode, tlsOf, withoutTls } from '../postgresUrl';
import { readText } from '../readText';

/** The ways that libpq tries one after the other; the driver knows one. */
const TRIED = { prefer: ['require', 'disable'], allow: ['disable', 'require'] } as const;

/** How the driver is told to encrypt. Shape: `ssl` is missing where the address says nothing. */
export interface PostgresConnection {
  readonly connectionString: string;
  readonly ssl?: ConnectionOptions | false;
  readonly sslnegotiation?: 'direct';
}

/**
 * Reads an address as libpq would, where the driver has modes of its own.
 * Errors: a `StartError` with exit code 2 where a file cannot be read, or is no certificate. Source: decision 055.
 */
export function postgresConnection(url: string): PostgresConnection {
  const { mode, rootCertFile, certFile, keyFile, isDirect } = tlsOf(url);
  const connectionString = withoutTls(url);
  if (mode === null) return { connectionString };
  if (mode === 'disable' || mode === 'allow') return { connectionString, ssl: false };
  const ca = mode === 'prefer' ? null : read('sslrootcert', rootCertFile, (text) => void new X509Certificate(text));
  const own = { cert: read('sslcert', certFile), key: read('sslkey', keyFile) };
  const ssl: ConnectionOptions = {
    ...(ca === null ? {} : { ca }),
    ...(own.cert === null || own.key === null ? {} : { cert: own.cert, key: own.key }),
    rejectUnauthorized: ca !== null || mode === 'verify-full',
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
  return { connectionString, ssl, ...(isDirect ? { sslnegotiation: 'direct' } : {}) };
}

/**
 * Finds out which way a server takes, where an address leaves that to it. All connections of the process go the same way.
 * Shape: the address in that mode; of a server out of reach, in the one that is tried first.
 */
export async function settleTls(url: string, timeoutMs: number): Promise<string> {
  const { mode } = tlsOf(url);
  if (mode !== 'prefer' && mode !== 'allow') return url;
  const ways = TRIED[mode].map((way) => inMode(url, way));
  for (const way of ways) if (!(await isRefused(way, timeoutMs))) return way;
  return ways[0] ?? url;
}

/** Whether a server does not take connections of this kind. Whoever opens the database is told what else is wrong. */
async function isRefused(url: string, timeoutMs: number): Promise<boolean> {
  const client = new Client({ ...postgresConnection(url), connectionTimeoutMillis: timeoutMs });
  client.on('error', () => undefined); // Whatever comes after the answer.
  try {
    await client.connect();
    return false;
  } catch (error) {
    return isOfEncryption(error as NodeJS.ErrnoException); // Drivers and sockets throw nothing else.
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Shape: 28000 is that of `hostssl` and `hostnossl`. */
function isOfEncryption({ code = '', message }: NodeJS.ErrnoException): boolean {
  return /^(?:28000$|ERR_SSL|ERR_TLS|EPROTO)/.test(code) || /does not support SSL|before secure TLS/.test(message);
}

function read(parameter: string, file: string | null, check?: (text: string) => void): string | null {
  if (file === null) return null;
  try {
    const text = readText(file);
    check?.(text);
    return text;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Bad setting: DATABASE_URL: ${parameter} ${file} cannot be read: ${reason}.`, 2);
  }
}
