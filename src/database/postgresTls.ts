import { X509Certificate } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';
import { messageOf, StartError } from '../errors';
import { forDriver, hostOf, inMode, tlsOf } from '../postgresUrl';
import { readText } from '../readText';
import { codeOf } from './failures';

/** The ways that libpq tries one after the other; the driver knows one. */
const TRIED = { prefer: ['require', 'disable'], allow: ['disable', 'require'] } as const;

/** How the driver is told to encrypt. Shape: `ssl` is missing where the address says nothing. */
export interface PostgresConnection {
  readonly connectionString: string;
  readonly ssl?: ConnectionOptions | false;
  readonly sslnegotiation?: 'direct';
}

/** A way to one server. */
export interface PostgresWay {
  /** Shape: `host:port`. */
  readonly server: string;
  readonly connection: PostgresConnection;
  /** Whether it is there for a server that refuses the way before it. */
  readonly isSecond: boolean;
}

/**
 * The ways to one server, as libpq would try them, where the driver has modes of its own.
 * Errors: a `StartError` with exit code 2 where a file cannot be read, or is no certificate. Source: decision 055.
 */
export function waysTo(url: string): readonly PostgresWay[] {
  const { mode } = tlsOf(url);
  const modes = mode === 'prefer' || mode === 'allow' ? TRIED[mode] : [null];
  return modes.map((each, index) => ({
    server: hostOf(url),
    connection: connectionTo(each === null ? url : inMode(url, each)),
    isSecond: index > 0,
  }));
}

/** Whether a server does not take connections that are encrypted, or not, as this one is. Shape: 28000 is `hostssl`'s. */
export function isOfEncryption(error: Error): boolean {
  return (
    /^(?:28000$|ERR_SSL|ERR_TLS|EPROTO)/.test(codeOf(error)) ||
    /does not support SSL|before secure TLS/.test(error.message)
  );
}

function connectionTo(url: string): PostgresConnection {
  const { mode, rootCertFile, certFile, keyFile, isDirect } = tlsOf(url);
  const connectionString = forDriver(url);
  if (mode === null) return { connectionString };
  if (mode === 'disable') return { connectionString, ssl: false };
  const ca = read('sslrootcert', rootCertFile, (text) => void new X509Certificate(text));
  const own = { cert: read('sslcert', certFile), key: read('sslkey', keyFile) };
  const ssl: ConnectionOptions = {
    ...(ca === null ? {} : { ca }),
    ...(own.cert === null || own.key === null ? {} : { cert: own.cert, key: own.key }),
    rejectUnauthorized: ca !== null || mode === 'verify-full',
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
  return { connectionString, ssl, ...(isDirect ? { sslnegotiation: 'direct' } : {}) };
}

function read(parameter: string, file: string | null, check?: (text: string) => void): string | null {
  if (file === null) return null;
  try {
    const text = readText(file);
    check?.(text);
    return text;
  } catch (error) {
    throw new StartError(`Bad setting: DATABASE_URL: ${parameter} ${file} cannot be read: ${messageOf(error)}.`, 2);
  }
}
