import { createSecureContext } from 'node:tls';
import { messageOf, StartError } from '../errors';
import { readText } from '../readText';
import type { TlsFiles } from '../SettingReader';

/** A certificate, with those that vouch for it, and its key. Shape: PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads the certificate and the key that HTTPS is spoken with.
 * Errors: a `StartError` with exit code 2 where they cannot be read, or are no such thing.
 */
export function readTls({ certFile, keyFile }: TlsFiles): TlsPair {
  try {
    const files = { cert: readText(certFile), key: readText(keyFile) };
    createSecureContext(files);
    return files;
  } catch (error) {
    const files = `TLS_CERT_FILE ${certFile} and TLS_KEY_FILE ${keyFile}`;
    throw new StartError(`Bad setting: ${files}: ${messageOf(error)}.`, 2);
  }
}
