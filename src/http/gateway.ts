import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Whether a request carries the secret by which a gateway proves itself, in the header `latchkey-gateway`. */
export function provesGateway(headers: IncomingHttpHeaders, gatewaySecret: string | null): boolean {
  const sent = headers['latchkey-gateway'];
  if (gatewaySecret === null || typeof sent !== 'string') return false;
  return timingSafeEqual(digest(sent), digest(gatewaySecret));
}

/** Routes that are for gateways that proved themselves: `constraints: GATEWAY_ROUTE`. */
export const GATEWAY_ROUTE = { gateway: 'proved' } as const;

/** Lets the router tell proved gateways from others, so that they may have limits of their own. */
export function gatewayConstraint(gatewaySecret: string | null) {
  return {
    name: 'gateway',
    storage: () => {
      const handlers = new Map<unknown, never>(); // The router's own handlers: kept, and never looked into.
      return {
        get: (key: unknown) => handlers.get(key) ?? null,
        set: (key: unknown, handler: unknown) => void handlers.set(key, handler as never),
      };
    },
    deriveConstraint: ({ headers }: IncomingMessage) =>
      provesGateway(headers, gatewaySecret) ? GATEWAY_ROUTE.gateway : 'no',
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
