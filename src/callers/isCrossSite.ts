import type { FastifyRequest } from 'fastify';

/** What browsers say of a request that a page of this server makes, or a person who types the address. */
const OWN_SITES = new Set(['same-origin', 'none']);

/**
 * Whether a browser says that a page of another site makes this request. A client that is no browser says nothing, and
 * sends no cookies but those that it was given.
 * Source: Fetch Metadata Request Headers; RFC 6454, section 7.
 */
export function isCrossSite(request: FastifyRequest, publicUrl: string): boolean {
  const { origin } = request.headers;
  return isSentToOtherSite(request) || (origin !== undefined && !isOwnOrigin(origin, request, publicUrl));
}

/** Whether `Sec-Fetch-Site` says that a page of another site, or of another origin, makes this request. */
export function isSentToOtherSite({ headers: { 'sec-fetch-site': site } }: FastifyRequest): boolean {
  return site !== undefined && !OWN_SITES.has(String(site));
}

function isOwnOrigin(origin: string, { protocol, host }: FastifyRequest, publicUrl: string): boolean {
  return origin === `${protocol}://${host}` || origin === new URL(publicUrl).origin;
}
