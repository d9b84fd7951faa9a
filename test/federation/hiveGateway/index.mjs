// What the gateway's own package offers a configuration file. The command's package is no dependency: its runtime is.
export { createRemoteJwksSigningKeyProvider } from '@graphql-mesh/plugin-jwt-auth';

/** Source: the gateway's own, which gives a configuration its type and nothing else. */
export const defineConfig = (config) => config;
