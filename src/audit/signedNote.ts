import { createPublicKey, verify } from 'node:crypto';
import { keyIdOf, type Verifier } from './verifierKey';

/** Who signs notes. Shape: `sign` answers the 64 bytes of an Ed25519 signature. Source: RFC 8032. */
export interface NoteSigner extends Verifier {
  readonly sign: (text: Buffer) => Buffer;
}

/** What stands before a raw Ed25519 key in its usual encoding. Source: RFC 8410, section 4. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Signs a text that ends with a newline. Source: C2SP signed-note. */
export function signedNote(text: string, { name, publicKey, sign }: NoteSigner): string {
  const signature = Buffer.concat([keyIdOf(name, publicKey), sign(Buffer.from(text))]);
  return `${text}\n\u2014 ${name} ${signature.toString('base64')}\n`;
}

/** The text of a note. Errors: null where the note is none, or the verifier's key has not signed it. */
export function openNote(note: string, { name, publicKey }: Verifier): string | null {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const signatures = end < 0 ? null : signaturesIn(note.slice(end + 2));
  const keyId = keyIdOf(name, publicKey);
  const own = signatures?.find((each) => each.name === name && each.bytes.subarray(0, 4).equals(keyId));
  return own && isSigned(text, publicKey, own.bytes.subarray(4)) ? text : null;
}

/** Shape: the bytes are the id of the key and the signature. Errors: null where one of the lines is no signature. */
function signaturesIn(text: string): { readonly name: string; readonly bytes: Buffer }[] | null {
  const lines = text.split('\n');
  if (lines.pop() !== '') return null;
  const signatures = lines.flatMap((line) => {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    return name === undefined || encoded === undefined ? [] : [{ name, bytes: Buffer.from(encoded, 'base64') }];
  });
  return signatures.length === lines.length ? signatures : null;
}

function isSigned(text: string, publicKey: Buffer, signature: Buffer): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, signature);
}
