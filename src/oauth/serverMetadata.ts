import type { ScopeCatalogue } from '../access/ScopeName';
import { SIGNING_ALGORITHM } from '../tokens/SigningKeySeal';
import { GRANT_TYPE } from './tokenEndpoint';

/** Where the OAuth endpoints are. */
export const OAUTH_PATHS = {
  token: '/oauth/token',
  introspection: '/oauth/introspect',
  revocation: '/oauth/revoke',
  keys: '/.well-known/jwks.json',
  metadata: '/.well-known/oauth-authorization-server',
  /** The same document, for clients that look for it where OpenID Connect has it. Source: RFC 8414, section 5. */
  openidMetadata: '/.well-known/openid-configuration',
} as const;

/** How a client may authenticate. Source: RFC 7591, section 2. */
const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post'];

/**
 * What the authorization server says of itself. There are no ID tokens: readers of OpenID Connect's document need its
 * fields, and take the algorithms for those of access tokens.
 * Source: RFC 8414, section 2; OpenID Connect Discovery 1.0, section 3.
 */
export function serverMetadata(issuer: string, catalogue: ScopeCatalogue) {
  return {
    issuer,
    token_endpoint: `${issuer}${OAUTH_PATHS.token}`,
    jwks_uri: `${issuer}${OAUTH_PATHS.keys}`,
    introspection_endpoint: `${issuer}${OAUTH_PATHS.introspection}`,
    revocation_endpoint: `${issuer}${OAUTH_PATHS.revocation}`,
    scopes_supported: catalogue.map(({ name }) => name),
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
    grant_types_supported: [GRANT_TYPE],
    token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
  };
}
