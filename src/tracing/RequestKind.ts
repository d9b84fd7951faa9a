/** What a traced request is: one on which a credential counts. Pages, metadata and probes are not traced. */
export type RequestKind = 'graphql' | 'verify' | 'token' | 'introspect' | 'revoke';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What requests to the route are called in traces. Shape: they are not traced where it is not given. */
    tracedAs?: RequestKind;
  }
}
