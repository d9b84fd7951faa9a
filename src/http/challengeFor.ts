/** What a 401 asks for in `WWW-Authenticate`. Source: RFC 7617, section 2; RFC 6750, section 3. */
const CHALLENGE = 'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"';
/** A browser that is asked for Basic opens a window of its own for name and password, and keeps what is typed there. */
const BROWSER_CHALLENGE = 'Bearer realm="Latchkey"';

/** Reads a header of a request, by its name in lower case. */
export type ReadHeader = (name: string) => string | string[] | undefined;

/**
 * The challenge of a 401: every scheme that the server takes, the one that the client used among them. A browser is asked
 * for Bearer alone.
 * Source: RFC 6749, section 5.2; decision 049.
 */
export function challengeFor(readHeader: ReadHeader): string {
  return isBrowser(readHeader) ? BROWSER_CHALLENGE : CHALLENGE;
}

/**
 * Whether a browser asks: a page, or a person who opens the address. Other clients send `Sec-Fetch-Mode: cors` (Node.js)
 * and `Accept: text/html` (Java), too. Browsers leave `Sec-Fetch-…` out over plain HTTP, and send the last two headers.
 * Source: Fetch Metadata Request Headers; RFC 6454, section 7; Upgrade Insecure Requests, section 3.2.1.
 */
function isBrowser(readHeader: ReadHeader): boolean {
  const isSent = (name: string): boolean => readHeader(name) !== undefined;
  const isNavigation = readHeader('sec-fetch-mode') === 'navigate' || isSent('upgrade-insecure-requests');
  return isNavigation || isSent('sec-fetch-site') || isSent('origin');
}
