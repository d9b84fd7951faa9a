import type { FastifyReply } from 'fastify';
import type { Caller } from '../access/Caller';
import { instantText } from '../scalars/DateTime';

/** The header that says when the secret ends that a caller came with, or that its token was made with. */
export const KEY_EXPIRES = 'latchkey-key-expires';

/** Says when the caller's secret ends. Shape: RFC 3339. */
export function tellKeyExpiry(reply: FastifyReply, { expiresAt }: Caller): void {
  if (expiresAt !== null) reply.header(KEY_EXPIRES, instantText(expiresAt));
}

/** Takes it back: the credential no longer holds. */
export function withholdKeyExpiry(reply: FastifyReply): void {
  reply.removeHeader(KEY_EXPIRES);
}
