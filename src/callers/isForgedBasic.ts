import type { FastifyRequest } from 'fastify';
import { isSentToOtherSite } from './isCrossSite';

/**
 * Whether a page that is not listed makes this request with HTTP Basic. A browser remembers such a credential and adds
 * it of its own accord, so it proves nothing about the page.
 */
export function isForgedBasic(request: FastifyRequest, listedOrigins: readonly string[]): boolean {
  const { authorization = '', origin = '' } = request.headers;
  return isSentToOtherSite(request) && !listedOrigins.includes(origin) && /^basic /i.test(authorization);
}
