import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { sharedWorld } from '../support/world';

const ADDRESSES = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];
const METHODS = ['client_secret_basic', 'client_secret_post'];

describe.each(ADDRESSES)('GET %s', (address) => {
  const world = sharedWorld('sqlite', { PUBLIC_URL: 'https://keys.example.com/' });

  it('says where everything is, under the name that the world knows', async () => {
    const { status, headers, text } = await world().request({ path: address });
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(headers['cache-control']).toBe('public, max-age=60');
    expect(JSON.parse(text)).toEqual({
      issuer: 'https://keys.example.com',
      token_endpoint: 'https://keys.example.com/oauth/token',
      jwks_uri: 'https://keys.example.com/.well-known/jwks.json',
      introspection_endpoint: 'https://keys.example.com/oauth/introspect',
      revocation_endpoint: 'https://keys.example.com/oauth/revoke',
      scopes_supported: SHIPPED_SCOPES.map(({ name }) => name),
      response_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: METHODS,
      introspection_endpoint_auth_methods_supported: METHODS,
      revocation_endpoint_auth_methods_supported: METHODS,
    });
  });

  it('is asked with the path of the issuer behind it, where the issuer has one, and with no other', async () => {
    const statusOf = async (at: string, path: string) => (await world().request({ path: `${at}${path}` })).status;
    expect(await Promise.all(['', '/', '/keys'].map((path) => statusOf(address, path)))).toEqual([200, 404, 404]);
    const behindPath = await world().secondServer({ publicUrl: 'https://example.com/keys/api' });
    const answers = ['', '/keys/api', '/keys', '/keys/api/', '/'].map((path) =>
      behindPath.request({ path: `${address}${path}` }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 404, 404, 404]);
    expect(JSON.parse((await answers[1])?.text ?? '')).toMatchObject({
      issuer: 'https://example.com/keys/api',
      token_endpoint: 'https://example.com/keys/api/oauth/token',
    });
  });
});
