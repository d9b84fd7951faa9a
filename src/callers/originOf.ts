import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../access/Caller';

/** Where a request came from. Shape: the address is `unknown` once the socket is gone. */
export function originOf({ ip, socket, id }: FastifyRequest): Origin {
  // The client's address, or the socket's where a proxy says something else.
  const { remoteAddress = '' } = socket;
  const address = ip === remoteAddress || isIP(ip ?? '') === 0 ? remoteAddress : ip;
  return { address: address || 'unknown', requestId: id };
}
