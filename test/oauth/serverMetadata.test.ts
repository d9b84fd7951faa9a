import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { sharedWorld } from '../support/world';

describe('GET /.well-known/oauth-authorization-server', () => {
  const world = sharedWorld('sqlite', { PUBLIC_URL: 'https://keys.example.com/' });

  it('says where everything is, under the name that the world knows', async () => {
    const { status, headers, text } = await world().request({ path: '/.well-known/oauth-authorization-server' });
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(text)).toEqual({
      issuer: 'https://keys.example.com',
      token_endpoint: 'https://keys.example.com/oauth/token',
      jwks_uri: 'https://keys.example.com/.well-known/jwks.json',
      introspection_endpoint: 'https://keys.example.com/oauth/introspect',
      revocation_endpoint: 'https://keys.example.com/oauth/revoke',
      scopes_supported: SHIPPED_SCOPES.map(({ name }) => name),
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    });
  });
});
