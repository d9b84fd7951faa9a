import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../access/caller';
import { type Credential, readCredential } from './credential';

/** What the `Authorization` headers of a request say. */
export function credentialOf({ raw: { rawHeaders } }: FastifyRequest): Credential {
  // Every header of that name: Node's own list keeps only the first.
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization') values.push(rawHeaders[index + 1] ?? '');
  }
  return readCredential(values);
}

/** Where a request came from. Shape: the address is `unknown` once the socket is gone. */
export function originOf({ ip, socket, id }: FastifyRequest): Origin {
  // The client's address, or the socket's where a proxy says something else.
  const { remoteAddress = '' } = socket;
  const address = ip === remoteAddress || isIP(ip ?? '') === 0 ? remoteAddress : ip;
  return { address: address || 'unknown', requestId: id };
}
