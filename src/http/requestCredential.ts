import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../access/caller';
import { type Credential, readCredential } from '../keys/credential';

/** What the `Authorization` headers of a request say. */
export function credentialOf({ raw: { rawHeaders } }: FastifyRequest): Credential {
  // Every header of that name: Node's own list keeps only the first.
  const isValue = (index: number): boolean =>
    index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization';
  return readCredential(rawHeaders.filter((_text, index) => isValue(index)));
}

/** Where a request came from. Shape: the address is `unknown` once the socket is gone. */
export function originOf({ ip, socket, id }: FastifyRequest): Origin {
  // The client's address, or the socket's where a proxy says something else.
  const address = [ip, socket.remoteAddress].find((text) => isIP(text ?? '') !== 0);
  return { address: address ?? 'unknown', requestId: id };
}
