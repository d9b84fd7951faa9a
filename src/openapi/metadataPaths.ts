import { AUDIT_PATHS } from '../http/addAuditRoutes';
import { PUBLIC_CACHING } from '../http/PUBLIC_CACHING';
import { OAUTH_PATHS, serverMetadata } from '../oauth/serverMetadata';
import { SIGNING_ALGORITHM } from '../tokens/SigningKeySeal';
import { alwaysSent, httpRefusals, json, type Part, referencesTo, text } from './refusals';

const coordinate: Part = { type: 'string', description: 'base64url.' };

/** Source: RFC 7517, section 5; RFC 7518, section 6.2.1. */
const KEY_SET: Part = {
  type: 'object',
  required: ['keys'],
  properties: {
    keys: {
      type: 'array',
      minItems: 2,
      description: 'The key that signs, the next one, and those whose tokens may still be valid.',
      items: {
        type: 'object',
        required: ['kty', 'crv', 'x', 'y', 'kid', 'use', 'alg'],
        properties: {
          kty: { const: 'EC' },
          crv: { const: 'P-256' },
          x: coordinate,
          y: coordinate,
          kid: { type: 'string' },
          use: { const: 'sig' },
          alg: { const: SIGNING_ALGORITHM },
        },
      },
    },
  },
};

/** Source: OpenAPI 3.1, section 4.8.1. */
const OPENAPI: Part = {
  type: 'object',
  required: ['openapi', 'info', 'servers', 'tags', 'paths', 'components'],
  properties: {
    openapi: { type: 'string' },
    info: { type: 'object' },
    servers: { type: 'array' },
    tags: { type: 'array' },
    paths: { type: 'object' },
    components: { type: 'object' },
  },
};

/** Source: C2SP signed-note, "Verifier keys". */
const VERIFIER_KEY: Part = { type: 'string', pattern: '^[^ +]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}\n$' };

/** Where a server has a path of its own. Source: RFC 8414, section 3.1. */
const WITH_PATH = 'Where `PUBLIC_URL` has a path, the same document is also at this address with that path behind it.';

/** How any of these addresses refuses. */
export const PAGE_REFUSALS = httpRefusals([
  ['BAD_REQUEST', 403, 'Use HTTPS.'],
  ['INTERNAL_SERVER_ERROR'],
  ['SERVICE_UNAVAILABLE'],
]);

/** What anybody may read. */
export function metadataPaths(openApiPath: string): Readonly<Record<string, Part>> {
  const metadata = json(metadataSchema());
  return {
    [OAUTH_PATHS.keys]: page('getKeySet', 'The public keys that tokens are verified with', json(KEY_SET)),
    [OAUTH_PATHS.metadata]: page('getServerMetadata', 'What the server says of itself', metadata, WITH_PATH),
    [OAUTH_PATHS.openidMetadata]: page('getOpenIdMetadata', 'The same, for clients of OpenID', metadata, WITH_PATH),
    [AUDIT_PATHS.key]: page('getAuditKey', 'The public key of the audit log', text(VERIFIER_KEY)),
    [openApiPath]: page('getOpenApi', 'This document', json(OPENAPI)),
  };
}

/** Shape: a text is an address, anything else a list of names. */
function metadataSchema(): Part {
  const fields = Object.entries(serverMetadata('', []));
  const properties = fields.map(([name, value]) => [
    name,
    typeof value === 'string' ? { type: 'string', format: 'uri' } : { type: 'array', items: { type: 'string' } },
  ]);
  return { type: 'object', required: fields.map(([name]) => name), properties: Object.fromEntries(properties) };
}

function page(operationId: string, summary: string, content: Part, description?: string): Part {
  const headers = { 'Cache-Control': alwaysSent('How long it may be kept.', { const: PUBLIC_CACHING }) };
  return {
    get: {
      operationId,
      summary,
      ...(description === undefined ? {} : { description }),
      tags: ['Metadata'],
      security: [],
      responses: {
        200: { description: `${summary}.`, headers, content },
        ...referencesTo('Page', PAGE_REFUSALS),
      },
    },
  };
}
