import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

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

/** Routes that are for gateways that proved themselves: `constraints: GATEWAY_ROUTE`. */
export const GATEWAY_ROUTE = { gateway: 'proved' } as const;

/** Lets the router tell proved gateways from others, so that they may have limits of their own. */
export function gatewayConstraint(provesGateway: ProvesGateway) {
  return {
    name: 'gateway',
    storage: () => {
      const handlers = new Map<unknown, never>(); // The router's own handlers: kept, and never looked into.
      return {
        get: (key: unknown) => handlers.get(key) ?? null,
        set: (key: unknown, handler: unknown) => void handlers.set(key, handler as never),
      };
    },
    deriveConstraint: ({ headers }: IncomingMessage) => (provesGateway(headers) ? GATEWAY_ROUTE.gateway : 'no'),
  };
}
