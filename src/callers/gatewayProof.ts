import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request carries the secret by which a gateway proves itself, in the header `latchkey-gateway`. */
export type ProvesGateway = (headers: IncomingHttpHeaders) => boolean;

/** Makes that check for a secret, in constant time; without one nobody passes. */
export function gatewayProof(gatewaySecret: string | null): ProvesGateway {
  if (gatewaySecret === null) return () => false;
  const expected = Buffer.from(gatewaySecret);
  return ({ 'latchkey-gateway': sent }) => {
    if (typeof sent !== 'string') return false;
    const actual = Buffer.from(sent, 'latin1'); // The bytes that came: Node.js reads headers so.
    const isAsLong = actual.length === expected.length;
    return timingSafeEqual(isAsLong ? actual : expected, expected) && isAsLong;
  };
}
