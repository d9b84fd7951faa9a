import type { OAuthErrorCode } from '../oauth/OAuthError';
import { OAUTH_PATHS } from '../oauth/serverMetadata';
import { GRANT_TYPE, MAX_RESOURCES } from '../oauth/tokenEndpoint';
import { alwaysSent, json, oauthRefusals, type Part, tellingKeyExpiry } from './refusals';

const text: Part = { type: 'string' };
const seconds: Part = { type: 'integer', description: 'Seconds since the epoch.' };
const uri: Part = { type: 'string', format: 'uri' };

/** What every OAuth endpoint may answer. */
const ALWAYS: readonly OAuthErrorCode[] = [
  'invalid_request',
  'invalid_client',
  'temporarily_unavailable',
  'server_error',
];

/** How a client authenticates. Source: RFC 6749, section 2.3.1. */
const CLIENT: Readonly<Record<string, Part>> = {
  client_id: { ...text, description: 'The `user` of the key, where the key is not sent as HTTP Basic.' },
  client_secret: { ...text, format: 'password', description: 'The `pass` of the key. Never beside HTTP Basic.' },
};

/** What a token and a key have in common. */
const WHO: Readonly<Record<string, Part>> = {
  iss: uri,
  sub: { ...text, description: 'The `user` of the key.' },
  client_id: { ...text, description: 'The `user` of the key.' },
  exp: seconds,
  organization_id: text,
  key_id: text,
};

/** Source: RFC 7662, section 2.2; RFC 9068, section 2.2. */
const ACTIVE: Part = {
  type: 'object',
  required: ['active', 'scope', 'token_type', ...Object.keys(WHO)],
  properties: {
    active: { const: true },
    scope: { ...text, description: 'Names with one space between them.' },
    token_type: { enum: ['Bearer', 'api_key'], description: '`Bearer` of an access token, `api_key` of a key.' },
    ...WHO,
    process_id: { ...text, description: "Left out where the key is the organization's." },
    aud: { anyOf: [uri, { type: 'array', items: uri }] },
    iat: seconds,
    jti: text,
  },
};
const INACTIVE: Part = { type: 'object', required: ['active'], properties: { active: { const: false } } };

/** Source: RFC 6749, section 5.1. */
const ISSUED: Part = {
  type: 'object',
  required: ['access_token', 'token_type', 'expires_in', 'scope'],
  properties: {
    access_token: { ...text, description: 'A JWT of the type `at+jwt` (RFC 9068), signed with ES256.' },
    token_type: { const: 'Bearer' },
    expires_in: { type: 'integer', minimum: 1, description: 'Seconds.' },
    scope: { ...text, description: 'Names with one space between them.' },
  },
};

const TOKEN_TO_ASK_FOR: Readonly<Record<string, Part>> = {
  token: { ...text, description: 'An access token, or the value of a key.' },
  token_type_hint: { ...text, description: 'Ignored.' },
};

interface Endpoint {
  readonly operationId: string;
  readonly summary: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Part>>;
  readonly security: readonly Readonly<Record<string, readonly []>>[];
  readonly answer: Part;
  readonly errors: readonly OAuthErrorCode[];
}

const TOKEN_ENDPOINT: Endpoint = {
  operationId: 'issueToken',
  summary: 'Exchange a key for an access token',
  required: ['grant_type'],
  properties: {
    grant_type: { const: GRANT_TYPE },
    scope: { ...text, description: 'Scopes of the key with one space between them; all of them if left out.' },
    resource: {
      type: 'array',
      maxItems: MAX_RESOURCES,
      items: uri,
      description: 'Whom the token is for, if not this server.',
    },
  },
  security: [{ basic: [] }, {}],
  answer: {
    description: 'An access token.',
    headers: { Pragma: alwaysSent('Not to be kept.', { const: 'no-cache' }) },
    content: json(ISSUED),
  },
  errors: ['unsupported_grant_type', 'invalid_scope', 'invalid_target'],
};

const INTROSPECTION_ENDPOINT: Endpoint = {
  operationId: 'introspectToken',
  summary: 'Ask what a key or an access token may do',
  required: ['token'],
  properties: TOKEN_TO_ASK_FOR,
  security: [{ basic: [] }, { bearer: [] }, { gateway: [] }, {}],
  answer: {
    description: 'What it may do at this instant, if it works and the caller may manage its key.',
    content: json({ oneOf: [ACTIVE, INACTIVE] }),
  },
  errors: ['insufficient_scope'],
};

const REVOCATION_ENDPOINT: Endpoint = {
  operationId: 'revokeToken',
  summary: 'End an access token, or disable a key that was found',
  required: ['token'],
  properties: TOKEN_TO_ASK_FOR,
  security: [{ basic: [] }, {}],
  answer: {
    description:
      'It does not work, or never has. The body is empty. A key is disabled as compromised without any credential.',
  },
  errors: ['invalid_grant'],
};

/** The OAuth endpoints. Source: RFC 6749, RFC 7662, RFC 7009. */
export function oauthPaths(): Readonly<Record<string, Part>> {
  return {
    [OAUTH_PATHS.token]: pathItem(TOKEN_ENDPOINT),
    [OAUTH_PATHS.introspection]: pathItem(INTROSPECTION_ENDPOINT),
    [OAUTH_PATHS.revocation]: pathItem(REVOCATION_ENDPOINT),
  };
}

function pathItem({ operationId, summary, required, properties, security, answer, errors }: Endpoint): Part {
  const schema = { type: 'object', required, properties: { ...properties, ...CLIENT } };
  const encoding = 'resource' in properties ? { encoding: { resource: { style: 'form', explode: true } } } : {};
  return {
    post: {
      operationId,
      summary,
      tags: ['Tokens'],
      security,
      requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema, ...encoding } } },
      responses: tellingKeyExpiry({ 200: answer, ...oauthRefusals([...ALWAYS, ...errors]) }),
    },
  };
}
