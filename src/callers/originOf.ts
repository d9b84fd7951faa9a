import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../access/Caller';
import { bareAddress } from './bareAddress';

/**
 * Where a request came from, for limits, audit rows and the log alike. Shape: the client's address, or the socket's where
 * a proxy says something else; `unknown` once the socket is gone.
 */
export function originOf({ ip, socket, id, headers }: FastifyRequest): Origin {
  const client = bareAddress(ip ?? '');
  const address = isIP(client) === 0 ? bareAddress(socket.remoteAddress ?? '') : client;
  return { address: address || 'unknown', requestId: id, userAgent: headers['user-agent'] ?? null };
}
