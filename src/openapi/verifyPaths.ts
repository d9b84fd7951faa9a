import { SCOPE_NAME_PATTERN } from '../access/ScopeName';
import { MAX_ALTERNATIVES, VERIFY_METHODS } from '../http/addVerifyRoute';
import { VERIFY_SCOPE_PATH } from '../http/VERIFY_SCOPE_PATH';
import { alwaysSent, httpRefusals, type Part, referencesTo, tellingKeyExpiry } from './refusals';

/** HEAD is answered as GET is. */
const METHODS = [...VERIFY_METHODS, 'HEAD'].map((method) => method.toLowerCase());

const SCOPE_NAME = SCOPE_NAME_PATTERN.source.slice(1, -1);

/** Names of scopes with something between them. */
const scopesWith = (separator: string): Part => ({
  type: 'string',
  pattern: `^${SCOPE_NAME}(${separator}${SCOPE_NAME})*$`,
});

/** What either address answers. */
export const VERIFY_ANSWERS: Readonly<Record<string, Part>> = tellingKeyExpiry({
  200: {
    description: 'The credential works and holds the scopes. The body is empty.',
    headers: {
      'Latchkey-Organization': alwaysSent('The id of the organization of the key.'),
      'Latchkey-Process': alwaysSent("The id of the process of the key; empty of an organization's key."),
      'Latchkey-Scopes': alwaysSent('What the credential holds: names with one space between them.'),
      'Latchkey-Expires': alwaysSent('When the credential ends (RFC 3339); empty where it does not.'),
    },
  },
  ...httpRefusals([
    ['BAD_USER_INPUT', 400, 'Ask for scopes alone, by their names.'],
    ['UNAUTHENTICATED'],
    ['FORBIDDEN', 403, 'The credential works, and lacks scopes.'],
    ['BAD_REQUEST', 403, 'Use HTTPS.'],
    ['RATE_LIMITED', 429, 'Send a credential that works, or wait: too many of this network did not.'],
    ['INTERNAL_SERVER_ERROR'],
    ['SERVICE_UNAVAILABLE'],
  ]),
});

const BY_QUERY: Part = {
  name: 'scope',
  in: 'query',
  description: 'Scopes that are all needed. Where it is given several times, one of them is enough.',
  schema: { type: 'array', maxItems: MAX_ALTERNATIVES, items: scopesWith(' ') },
  style: 'form',
  explode: true,
};

const BY_PATH: Part = {
  name: 'scopes',
  in: 'path',
  required: true,
  description: 'Scopes that are all needed, with `+` between them. They are read as they are, never decoded.',
  schema: scopesWith('\\+'),
};

const REST =
  'For proxies that put the address of each request behind their own: what follows the scopes is ignored, ' +
  'further path and query alike, and so is the method, also one that is not listed here.';

/** The check of credentials for proxies. Source: decision 028. */
export function verifyPaths(): Readonly<Record<string, Part>> {
  return {
    '/verify': pathItem('verify', BY_QUERY, 'Ask with the method of the request that it is about.'),
    [`${VERIFY_SCOPE_PATH}{scopes}`]: pathItem('verifyScope', BY_PATH, REST),
  };
}

function pathItem(name: string, parameter: Part, description: string): Part {
  const operations = METHODS.map((method) => [method, operation(`${name}_${method}`, description)]);
  return { parameters: [parameter], ...Object.fromEntries(operations) };
}

function operation(operationId: string, description: string): Part {
  return {
    operationId,
    summary: 'Check a credential and its scopes',
    description,
    tags: ['Proxies'],
    security: [{ basic: [] }, { bearer: [] }],
    responses: referencesTo('Verify', VERIFY_ANSWERS),
  };
}
