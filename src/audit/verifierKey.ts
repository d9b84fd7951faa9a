import { createHash } from 'node:crypto';

/** The type of Ed25519 signatures. Source: C2SP signed-note. */
const ED25519 = Buffer.of(1);

/** Names one key of one name. Shape: 4 bytes. Source: C2SP signed-note. */
export function keyIdOf(name: string, publicKey: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, 4);
}

/** A public key as verifiers take it. Shape: a `vkey`, `name+hash+base64`. Source: C2SP signed-note. */
export function verifierKey(name: string, publicKey: Buffer): string {
  const key = Buffer.concat([ED25519, publicKey]).toString('base64');
  return `${name}+${keyIdOf(name, publicKey).toString('hex')}+${key}`;
}

/** A public key, and the name that it signs by. Shape: the 32 bytes of an Ed25519 key. */
export interface Verifier {
  readonly name: string;
  readonly publicKey: Buffer;
}

/** Reads a `vkey`. Errors: null where it is none of an Ed25519 key, or its hash is another key's. */
export function readVerifierKey(text: string): Verifier | null {
  const [, name, keyId, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? [];
  if (name === undefined || encoded === undefined) return null;
  const key = Buffer.from(encoded, 'base64');
  const publicKey = key.subarray(1);
  const isOwn = key.subarray(0, 1).equals(ED25519) && keyIdOf(name, publicKey).toString('hex') === keyId;
  return isOwn ? { name, publicKey } : null;
}
