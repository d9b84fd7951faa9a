import type { FastifyRequest } from 'fastify';

/** What browsers say of a request that a page of this server makes, or a person who types the address. */
const OWN_SITES = new Set(['same-origin', 'none']);

/**
 * Whether a browser says that a page of another site makes this request. What is no browser says nothing, and has no
 * cookies but those that it was given.
 * Source: Fetch Metadata Request Headers; RFC 6454, section 7.
 */
export function isCrossSite(request: FastifyRequest, publicUrl: string): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && !OWN_SITES.has(String(site))) return true;
  return origin !== undefined && !isOwnOrigin(origin, request, publicUrl);
}

/** Whether a browser says so of a request with credentials that the browser itself may have added, for a page not listed. */
export function isForgedBasic(request: FastifyRequest, listedOrigins: readonly string[]): boolean {
  const { authorization = '', origin = '', 'sec-fetch-site': site } = request.headers;
  const isFromElsewhere = site !== undefined && !OWN_SITES.has(String(site)) && !listedOrigins.includes(origin);
  return isFromElsewhere && /^basic /i.test(authorization);
}

function isOwnOrigin(origin: string, { protocol, host }: FastifyRequest, publicUrl: string): boolean {
  return origin === `${protocol}://${host}` || origin === new URL(publicUrl).origin;
}
