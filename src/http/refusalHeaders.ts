import { challengeFor, type ReadHeader } from './challengeFor';

/** What a 403 says in `WWW-Authenticate`. Source: RFC 6750, section 3.1. */
const SCOPES_CHALLENGE = 'Bearer realm="Latchkey", error="insufficient_scope"';

/** Units: seconds that a client is asked to wait where nothing knows better. */
const RETRY_AFTER_SECONDS = 5;

/** What the headers of a refusal go by. */
export interface Refusal {
  readonly status: number;
  /** Whether the caller is known, and lacks scopes. */
  readonly lacksScopes?: boolean;
  /** How long to wait. Units: seconds. Shape: a number, where that is known. */
  readonly retryAfterSeconds?: unknown;
}

/**
 * The headers by which GraphQL, HTTP and OAuth alike tell a client what to do about a refusal: authenticate, get scopes,
 * or wait. Shape: names in lower case.
 * Source: RFC 9110, sections 10.2.3 and 11.6.1.
 */
export function refusalHeaders(
  { status, lacksScopes, retryAfterSeconds }: Refusal,
  readHeader: ReadHeader,
): Record<string, string> {
  if (status === 401) return { 'www-authenticate': challengeFor(readHeader) };
  if (status === 403 && lacksScopes) return { 'www-authenticate': SCOPES_CHALLENGE };
  if (status !== 429 && status !== 503) return {};
  const seconds = typeof retryAfterSeconds === 'number' ? retryAfterSeconds : RETRY_AFTER_SECONDS;
  return { 'retry-after': String(seconds) };
}
