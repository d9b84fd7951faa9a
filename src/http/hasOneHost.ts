import type { IncomingMessage } from 'node:http';

/** What is said of another `Host` header. */
export const HOST_RULE = 'The request needs one Host header: a host name or an address, and at most a port.';

/** Shape: a name or an IPv4 address, or an IPv6 address in brackets; or nothing. Source: RFC 3986, section 3.2.2. */
const HOST = /^(?:[\w.~-]*|\[[\da-f:.]+\])(?::\d{0,5})?$/i;

/**
 * Whether a request has one `Host` header at most, and no user, path or list in it. Node.js keeps the first of several, where
 * a proxy may take the last; it refuses HTTP/1.1 without one itself.
 * Source: RFC 9112, section 3.2.
 */
export function hasOneHost({ headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count <= 1 && HOST.test(headers.host ?? '');
}
