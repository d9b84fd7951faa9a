import { hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { messageOf, StartError } from './errors';

/** The shortest master secret. Units: bytes. */
export const MIN_SECRET_BYTES = 32;

/** What a derived key is for. One label, one key: none can stand in for another. */
export type SecretLabel =
  | 'pass-pepper'
  | 'pass-pepper-version'
  | 'cursor'
  | 'signing-key'
  | 'outbox'
  | 'webhook'
  | 'failures'
  | 'audit-row'
  | 'audit-tree'
  | 'audit-key'
  | 'audit-grace';

/**
 * Derives the key of one purpose from a master secret.
 * Units: 32 bytes. Source: RFC 5869, HKDF with SHA-256.
 */
export function deriveKey(masterSecret: string, label: SecretLabel): Buffer {
  return Buffer.from(hkdfSync('sha256', masterSecret, 'latchkey', label, 32));
}

/**
 * Names a master secret without telling it: what was made under it carries this name, and is good for nothing in a
 * server that no longer has the secret.
 * Shape: 8 hex characters. Source: decision 014.
 */
export function fingerprintOf(masterSecret: string): string {
  return deriveKey(masterSecret, 'pass-pepper-version').toString('hex', 0, 4);
}

/** Where the master secret of a data folder is kept. */
export function keptSecretFile(folder: string): string {
  return path.join(folder, 'secret');
}

/**
 * The master secret of a data folder, made at the first start. Outside production only.
 * Shape: 64 hex characters in the file `secret`, mode 0600. Errors: a `StartError` where it cannot be read or made.
 */
export function keptSecret(folder: string): string {
  const file = keptSecretFile(folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) makeSecretFile(file);
    const secret = readFileSync(file, 'utf8').trim();
    if (Buffer.byteLength(secret) >= MIN_SECRET_BYTES) return secret;
  } catch (error) {
    throw new StartError(`The master secret cannot be kept in ${file}: ${messageOf(error)}.`);
  }
  throw new StartError(
    `${file} holds no secret of at least ${MIN_SECRET_BYTES} bytes. Restore it: keys were made with it.`,
  );
}

/** Written aside and put in place whole, so that no other process ever reads a part of it; the first one wins. */
function makeSecretFile(file: string): void {
  const aside = `${file}.${process.pid}`;
  const descriptor = openSync(aside, 'wx', 0o600);
  try {
    writeFileSync(descriptor, `${randomBytes(MIN_SECRET_BYTES).toString('hex')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(aside, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    unlinkSync(aside);
  }
}
