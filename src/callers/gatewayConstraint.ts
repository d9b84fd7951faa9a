import type { IncomingMessage } from 'node:http';
import type { ProvesGateway } from './gatewayProof';

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
