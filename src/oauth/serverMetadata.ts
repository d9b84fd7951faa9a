import type { ScopeCatalogue } from '../access/ScopeName';
import { GRANT_TYPE } from './tokenEndpoint';

/** Where the OAuth endpoints are. */
export const OAUTH_PATHS = {
  token: '/oauth/token',
  introspection: '/oauth/introspect',
  revocation: '/oauth/revoke',
  keys: '/.well-known/jwks.json',
  metadata: '/.well-known/oauth-authorization-server',
} as const;

/** How a client may authenticate. Source: RFC 7591, section 2. */
const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post'];

/** What the authorization server says of itself. Source: RFC 8414, section 2. */
export function serverMetadata(issuer: string, catalogue: ScopeCatalogue) {
  return {
    issuer,
    token_endpoint: `${issuer}${OAUTH_PATHS.token}`,
    jwks_uri: `${issuer}${OAUTH_PATHS.keys}`,
    introspection_endpoint: `${issuer}${OAUTH_PATHS.introspection}`,
    revocation_endpoint: `${issuer}${OAUTH_PATHS.revocation}`,
    scopes_supported: catalogue.map(({ name }) => name),
    response_types_supported: [],
    grant_types_supported: [GRANT_TYPE],
    token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
  };
}
