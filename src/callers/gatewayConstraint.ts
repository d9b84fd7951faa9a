import type { IncomingMessage } from 'node:http';
import type { ProvesGateway } from './gatewayProof';

/** Routes that are for gateways that proved themselves: `constraints: GATEWAY_ROUTE`. */
export const GATEWAY_ROUTE = { gateway: 'proved' } as const;

/** Lets the router tell proved gateways from others, so that they may have limits of their own. */
export function gatewayConstraint(provesGateway: ProvesGateway) {
  return {
    name: 'gateway',
    storage: () => {
      const routes = new Map<unknown, never>(); // The router's own: kept, and never looked into.
      return {
        get: (key: unknown) => routes.get(key) ?? null,
        set: (key: unknown, route: unknown) => void routes.set(key, route as never), // The type of the library's own map.
      };
    },
    deriveConstraint: ({ headers }: IncomingMessage) => (provesGateway(headers) ? GATEWAY_ROUTE.gateway : 'no'),
  };
}
