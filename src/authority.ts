/** What stands in an address before its `@`, as a person must write it. */
export const ENCODE_AUTHORITY = 'percent-encode what its user and password hold of @ : / ? # % and spaces';

/**
 * Whether user and password of an address end where they seem to: one that holds a bare `/`, `?` or `#` would be taken
 * for host and path, and told to whoever reads a failure.
 * Shape: a URL with an authority, such as `postgres://user:pass@host/db`. Source: RFC 3986, section 3.2.1.
 */
export function hasWholeAuthority(text: string): boolean {
  const [, authority = '', rest = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/is.exec(text) ?? [];
  if (/[\s\u0000-\u001f]/.test(text) || rest.includes('@')) return false;
  return isDecodable(authority) && URL.canParse(text);
}

/** Shape: false where a percent sign stands for nothing. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text may hold a user, a password or a token: then no part of it is shown. */
export function mayHoldCredentials(text: string): boolean {
  return /[:/].*[@?#]/s.test(text);
}
