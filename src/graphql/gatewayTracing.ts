import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import type { Context } from './Context';

/**
 * Tells a gateway that proved itself how long each field took, where it asks with
 * `apollo-federation-include-trace: ftv1`; nobody else, and no error's words.
 * Source: decision 024.
 */
export function gatewayTracing(): ApolloServerPlugin<Context> {
  const trace = ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
  return {
    async requestDidStart(requestContext) {
      if (requestContext.contextValue.isGateway) return trace.requestDidStart?.(requestContext);
    },
  };
}
