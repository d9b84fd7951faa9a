import type { FastifyRequest } from 'fastify';
import { type Credential, type ReadBasic, readCredential } from './readCredential';

/** What the `Authorization` headers of a request say. */
export function credentialOf({ raw: { rawHeaders } }: FastifyRequest, readBasic?: ReadBasic): Credential {
  // Every header of that name: Node's own list keeps only the first.
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization') values.push(rawHeaders[index + 1] ?? '');
  }
  return readCredential(values, readBasic);
}
