import { type KeyValue, parseKeyValue } from '../keys/keyValue';

/**
 * What an `Authorization` header says. `MALFORMED`: a credential is there, of no form that is accepted.
 * Shape: `token` is in the form of a JWT, and nothing more is known of it.
 */
export type Credential =
  | { readonly kind: 'NONE' | 'MALFORMED' }
  | { readonly kind: 'KEY'; readonly scheme: Scheme; readonly value: KeyValue }
  | { readonly kind: 'TOKEN'; readonly token: string };

/** An HTTP authentication scheme, in lower case. */
export type Scheme = 'basic' | 'bearer';

/** Shape: three parts in base64url. Source: RFC 7515, section 7.1. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Reads the `Authorization` headers of a request: `Basic <base64 of user:pass>`, `Bearer user:pass` or
 * `Bearer <access token>`. One form of each, to the letter; the name of the scheme is case-insensitive and nothing else is.
 * Source: RFC 7617, RFC 6750.
 */
export function readCredential(headers: readonly string[]): Credential {
  if (headers.length === 0) return { kind: 'NONE' };
  const match = /^([A-Za-z]+) (\S+)$/.exec(headers.length === 1 ? (headers[0] ?? '') : '');
  const [, scheme = '', credentials = ''] = match ?? [];
  if (scheme.toLowerCase() === 'basic') return keyIn('basic', decodeBase64(credentials));
  if (scheme.toLowerCase() !== 'bearer') return { kind: 'MALFORMED' };
  return looksLikeToken(credentials) ? { kind: 'TOKEN', token: credentials } : keyIn('bearer', credentials);
}

/** Whether a text has the form of an access token. */
export function looksLikeToken(text: string): boolean {
  return TOKEN.test(text);
}

function keyIn(scheme: Scheme, text: string | null): Credential {
  const value = text === null ? null : parseKeyValue(text);
  return value ? { kind: 'KEY', scheme, value } : { kind: 'MALFORMED' };
}

function decodeBase64(text: string): string | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes.toString('latin1') : null;
}
