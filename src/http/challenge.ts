/** What a 401 asks for in `WWW-Authenticate`. Source: RFC 7617, section 2; RFC 6750, section 3. */
const CHALLENGE = 'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"';
/** Browsers would ask for a name and a password, in a window of their own, and keep what they are told. */
const BROWSER_CHALLENGE = 'Bearer realm="Latchkey"';

/** What a 401 asks for in `WWW-Authenticate`. @param header reads a header of the request, by its name in lower case */
export function challengeFor(header: (name: string) => string | string[] | undefined): string {
  const isBrowser = header('sec-fetch-mode') !== undefined || /\btext\/html\b/.test(String(header('accept') ?? ''));
  return isBrowser ? BROWSER_CHALLENGE : CHALLENGE;
}
