import { type KeyValue, parseKeyValue } from './keyValue';

/** What an `Authorization` header says. `MALFORMED`: a credential is there, of no form that is accepted. */
export type Credential = 'NONE' | 'MALFORMED' | KeyValue;

/**
 * Reads a key out of the `Authorization` headers of a request: `Basic <base64 of user:pass>` or `Bearer user:pass`. One
 * form of each, to the letter; the name of the scheme is case-insensitive and nothing else is.
 * Source: RFC 7617, RFC 6750.
 */
export function readCredential(headers: readonly string[]): Credential {
  if (headers.length === 0) return 'NONE';
  const match = /^([A-Za-z]+) (\S+)$/.exec(headers.length === 1 ? (headers[0] ?? '') : '');
  const [, scheme = '', credentials = ''] = match ?? [];
  const text = scheme.toLowerCase() === 'basic' ? decodeBase64(credentials) : credentials;
  const isAccepted = ['basic', 'bearer'].includes(scheme.toLowerCase());
  return (isAccepted && text !== null && parseKeyValue(text)) || 'MALFORMED';
}

function decodeBase64(text: string): string | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes.toString('latin1') : null;
}
