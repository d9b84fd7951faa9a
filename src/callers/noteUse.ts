import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';

/** What a caller asked for, where it was no operation of GraphQL. */
export type Endpoint = 'verify' | 'token' | 'introspect' | 'checkpoint';

/** Notes what a secret that is being replaced is still used for. */
export function noteUse({ headers }: FastifyRequest, { noteUse: note }: Caller, operation: Endpoint): void {
  note?.({ userAgent: headers['user-agent'] ?? null, operation });
}
