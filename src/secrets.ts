import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from './errors';

/** What a derived key is for. One label, one key: none can stand in for another. */
export type SecretLabel = 'pass-pepper' | 'pass-pepper-version' | 'cursor';

/**
 * Derives the key of one purpose from a master secret.
 * Units: 32 bytes. Source: RFC 5869, HKDF with SHA-256.
 */
export function deriveKey(masterSecret: string, label: SecretLabel): Buffer {
  return Buffer.from(hkdfSync('sha256', masterSecret, 'latchkey', label, 32));
}

/**
 * The master secret of a data folder, made at the first start. Outside production only.
 * Shape: 64 hex characters in the file `secret`, mode 0600. Errors: a `StartError` where it cannot be read or made.
 */
export function keptSecret(dataFolder: string): string {
  const file = path.join(dataFolder, 'secret');
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new StartError(`The master secret cannot be kept in ${file}: ${(error as Error).message}.`);
  }
}
