import { type KeyValue, parseKeyValue } from '../keys/keyValue';

/** How a key came. */
export type Way = 'BASIC' | 'BEARER' | 'FORM';

/**
 * The credential of a request. `MALFORMED`: a credential is there, of no form that is accepted.
 * Shape: `way` is how a key came; `token` is in the form of a JWT, and nothing more is known of it.
 */
export type Credential =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'MALFORMED' }
  | { readonly kind: 'KEY'; readonly way: Way; readonly value: KeyValue }
  | { readonly kind: 'TOKEN'; readonly token: string };

/** Reads the key in the decoded text of HTTP Basic. Errors: null where the text is not of the accepted form. */
export type ReadBasic = (text: string) => KeyValue | null;

/** Shape: three parts in base64url. Source: RFC 7515, section 7.1. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Reads the `Authorization` headers of a request: `Basic <base64 of user:pass>`, `Bearer user:pass` or
 * `Bearer <access token>`. One form of each, to the letter; the name of the scheme is case-insensitive and nothing else is.
 * @param readBasic RFC 7617 sends both halves as they are; another protocol may encode them
 * Source: RFC 7617, RFC 6750.
 */
export function readCredential(headers: readonly string[], readBasic: ReadBasic = parseKeyValue): Credential {
  if (headers.length === 0) return { kind: 'NONE' };
  const match = /^([A-Za-z]+) (\S+)$/.exec(headers.length === 1 ? (headers[0] ?? '') : '');
  const [, scheme = '', credentials = ''] = match ?? [];
  if (scheme.toLowerCase() === 'basic') return keyThatCame('BASIC', readBasic(decodeBase64(credentials)));
  if (scheme.toLowerCase() !== 'bearer') return { kind: 'MALFORMED' };
  return looksLikeToken(credentials)
    ? { kind: 'TOKEN', token: credentials }
    : keyThatCame('BEARER', parseKeyValue(credentials));
}

/** Whether a text has the form of an access token. */
export function looksLikeToken(text: string): boolean {
  return TOKEN.test(text);
}

/** A key that came in one of the ways. Shape: malformed where the value is of no accepted form. */
export function keyThatCame(way: Way, value: KeyValue | null): Credential {
  return value ? { kind: 'KEY', way, value } : { kind: 'MALFORMED' };
}

/** Shape: empty where the text is not canonical base64, and then no key. */
function decodeBase64(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes.toString('latin1') : '';
}
