import type { ApolloServerPlugin } from '@apollo/server';
import type { Tracing } from '../tracing/Tracing';
import type { Context } from './Context';

/** The request checks, in a span: whether the caller may do what the operation asks for. */
export function tracedChecks(checks: ApolloServerPlugin<Context>, tracing: Tracing): ApolloServerPlugin<Context> {
  return {
    ...checks,
    async requestDidStart(begun) {
      const listener = (await checks.requestDidStart?.(begun)) ?? {};
      return {
        ...listener,
        didResolveOperation: (resolved) =>
          tracing.during('policy', async () => listener.didResolveOperation?.(resolved)),
      };
    },
  };
}
