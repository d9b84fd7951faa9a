import { createSecureContext } from 'node:tls';
import type { Config } from '../config';
import { StartError } from '../errors';
import { readText } from '../readText';

/**
 * Reads the certificate and the key that HTTPS is spoken with.
 * Errors: a `StartError` with exit code 2 where they cannot be read, or are no such thing.
 */
export function readTls({ certFile, keyFile }: NonNullable<Config['tls']>): { cert: string; key: string } {
  try {
    const files = { cert: readText(certFile), key: readText(keyFile) };
    createSecureContext(files);
    return files;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Bad setting: TLS_CERT_FILE ${certFile} and TLS_KEY_FILE ${keyFile}: ${reason}.`, 2);
  }
}
