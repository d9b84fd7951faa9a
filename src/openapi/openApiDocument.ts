import { license, version } from '../../package.json';
import { AUDIT_ANSWERS, auditPaths } from './auditPaths';
import { metadataPaths, PAGE_REFUSALS } from './metadataPaths';
import { oauthPaths } from './oauthPaths';
import { componentsOf } from './refusals';
import { VERIFY_ANSWERS, verifyPaths } from './verifyPaths';

/** Where the document is served. */
export const OPENAPI_PATH = '/openapi.json';

/**
 * The description of every endpoint that is not GraphQL.
 * @param server the address of the server
 * Source: OpenAPI 3.1.
 */
export function openApiDocument(server: string) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Latchkey',
      version,
      description: 'API keys as OAuth clients, and their check for proxies. The rest is GraphQL, at `/graphql`.',
      license: { name: license, identifier: license },
    },
    servers: [{ url: server }],
    tags: [
      { name: 'Tokens', description: 'A key is an OAuth client: its `user` is the client id, its `pass` the secret.' },
      { name: 'Metadata', description: 'What anybody may read, and keep for a minute.' },
      { name: 'Proxies', description: 'Whether a credential works, and what for.' },
      { name: 'Audit', description: 'What proves the audit log of an organization.' },
    ],
    paths: { ...oauthPaths(), ...metadataPaths(OPENAPI_PATH), ...verifyPaths(), ...auditPaths() },
    components: {
      securitySchemes: SECURITY_SCHEMES,
      responses: {
        ...componentsOf('Page', PAGE_REFUSALS),
        ...componentsOf('Verify', VERIFY_ANSWERS),
        ...componentsOf('Audit', AUDIT_ANSWERS),
      },
    },
  };
}

const SECURITY_SCHEMES = {
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'A key. Under `/oauth` both halves may be form-encoded (RFC 6749, section 2.3.1).',
  },
  bearer: { type: 'http', scheme: 'bearer', description: 'A key, `user:pass`, or an access token.' },
  gateway: {
    type: 'apiKey',
    in: 'header',
    name: 'latchkey-gateway',
    description: 'The `GATEWAY_SECRET` of the server.',
  },
};
