import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey, type SecretLabel } from './secrets';

/** Units: bytes. Source: NIST SP 800-38D, sections 5.2.1.1 and 5.2.1.2. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * Seals a text under a master secret, for one purpose and for the row of that id.
 * Shape: nonce, tag and ciphertext as one base64url text.
 */
export function seal(masterSecret: string, label: SecretLabel, id: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, deriveKey(masterSecret, label), nonce).setAAD(Buffer.from(id));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Opens what that master secret sealed for that purpose and the row of that id. Errors: null where it did not. */
export function unseal(masterSecret: string, label: SecretLabel, id: string, sealedText: string): string | null {
  const sealed = Buffer.from(sealedText, 'base64url');
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const key = deriveKey(masterSecret, label);
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(id))
      .setAuthTag(tag);
    return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null; // Another secret sealed it, or the row was changed: which one, the cipher cannot say.
  }
}

/** Opens what one of several master secrets sealed. Errors: null where none of them did. */
export function unsealWithAny(
  masterSecrets: readonly string[],
  label: SecretLabel,
  id: string,
  sealedText: string,
): string | null {
  for (const masterSecret of masterSecrets) {
    const opened = unseal(masterSecret, label, id, sealedText);
    if (opened !== null) return opened;
  }
  return null;
}
