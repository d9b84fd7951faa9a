import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../access/Caller';
import { AUDIT_LENGTHS } from '../events/AuditEvent';
import { bareAddress } from './bareAddress';

/**
 * Where a request came from, for limits, audit rows and the log alike. Shape: the client's address, or the socket's where
 * a proxy says something else; `unknown` once the socket is gone.
 */
export function originOf({ ip, socket, id, headers }: FastifyRequest): Origin {
  const client = bareAddress(ip ?? '');
  const address = isIP(client) === 0 ? bareAddress(socket.remoteAddress ?? '') : client;
  return { address: address || 'unknown', requestId: id, userAgent: shortened(headers['user-agent']) };
}

/** Copied where it is cut: a part of a text keeps the whole of it in memory. */
function shortened(userAgent: string | undefined): string | null {
  if (userAgent === undefined || userAgent.length <= AUDIT_LENGTHS.userAgent) return userAgent ?? null;
  return Buffer.from(userAgent.slice(0, AUDIT_LENGTHS.userAgent)).toString();
}
