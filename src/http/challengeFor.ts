/** What a 401 asks for in `WWW-Authenticate`. Source: RFC 7617, section 2; RFC 6750, section 3. */
const CHALLENGE = 'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"';
/** A browser that is asked for Basic opens a window of its own for name and password, and keeps what is typed there. */
const BROWSER_CHALLENGE = 'Bearer realm="Latchkey"';

/** Reads a header of a request, by its name in lower case. */
export type ReadHeader = (name: string) => string | string[] | undefined;

/** The challenge of a 401, which depends on whether a browser asks. */
export function challengeFor(readHeader: ReadHeader): string {
  const isBrowser =
    readHeader('sec-fetch-mode') !== undefined || /\btext\/html\b/.test(String(readHeader('accept') ?? ''));
  return isBrowser ? BROWSER_CHALLENGE : CHALLENGE;
}
