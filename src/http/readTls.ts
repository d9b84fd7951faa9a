import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Config } from '../config';
import { StartError } from '../errors';

/**
 * Reads the certificate and the key that HTTPS is spoken with.
 * Errors: a `StartError` with exit code 2 where they cannot be read, or are no such thing.
 */
export function readTls({ certFile, keyFile }: NonNullable<Config['tls']>): { cert: Buffer; key: Buffer } {
  try {
    const files = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    createSecureContext(files);
    return files;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Bad setting: TLS_CERT_FILE ${certFile} and TLS_KEY_FILE ${keyFile}: ${reason}.`, 2);
  }
}
