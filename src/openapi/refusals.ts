import { type CatalogueEntry, ERRORS, type ErrorCode } from '../errors';
import { OAUTH_ERRORS, type OAuthEntry, type OAuthErrorCode, oauthStatus } from '../oauth/OAuthError';

/** A part of the document, or a JSON Schema in it. */
export type Part = Readonly<Record<string, unknown>>;

/** A header that an answer always has. */
export function alwaysSent(description: string, schema: Part = { type: 'string' }): Part {
  return { description, required: true, schema };
}

/** A body of JSON. */
export function json(schema: Part): Part {
  return { 'application/json': { schema } };
}

/** A body of plain text. */
export function text(schema: Part): Part {
  return { 'text/plain': { schema } };
}

/** What a refusal of a status says beside its body. Source: RFC 9110, sections 10.2.1, 10.2.3 and 11.6.1. */
const HEADERS: Readonly<Record<number, Part>> = {
  401: { 'WWW-Authenticate': alwaysSent('How to authenticate. Browsers are told of Bearer alone.') },
  405: { Allow: alwaysSent('The methods that there are.') },
  429: { 'Retry-After': alwaysSent('Seconds to wait.') },
  503: { 'Retry-After': alwaysSent('Seconds to wait.') },
};

/** Shape: left out where the credential was not looked at, or does not hold. */
const KEY_EXPIRES = {
  'Latchkey-Key-Expires': {
    description: 'When the secret of the key ends that came, or that the token was made with (RFC 3339).',
    schema: { type: 'string', format: 'date-time' },
  },
};

/** The same answers, of which all but 401 tell a key when it ends. */
export function tellingKeyExpiry(answers: Readonly<Record<string, Part>>): Readonly<Record<string, Part>> {
  const told = Object.entries(answers).map(([status, answer]): [string, Part] => {
    const headers = { ...Object(answer.headers), ...KEY_EXPIRES }; // Most have none.
    return [status, status === '401' ? answer : { ...answer, headers }];
  });
  return Object.fromEntries(told);
}

/** The same answers by reference. Shape: `name` and the status are the name of the component. */
export function referencesTo(name: string, answers: Readonly<Record<string, Part>>): Readonly<Record<string, Part>> {
  const statuses = Object.keys(answers);
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${name}${status}` }]));
}

/** The components that such references mean. */
export function componentsOf(name: string, answers: Readonly<Record<string, Part>>): Readonly<Record<string, Part>> {
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [`${name}${status}`, answer]));
}

/** One status of a refusal, one of the codes that it may carry, and what a client does about that. */
type Reason = readonly [status: number, code: string, remedy: string];

/** Every refusal of an OAuth endpoint with one of these codes, by its status. Source: RFC 6749, section 5.2. */
export function oauthRefusals(codes: readonly OAuthErrorCode[]): Readonly<Record<string, Part>> {
  const reasons = codes.flatMap((code): Reason[] => {
    const entry: OAuthEntry = OAUTH_ERRORS[code];
    const others = Object.entries(entry.otherStatuses ?? {});
    return [
      [oauthStatus(entry), code, entry.remedy],
      ...others.map(([status, when]): Reason => [Number(status), code, `This is ${when}.`]),
    ];
  });
  return refusals(reasons, (errors) => ({
    type: 'object',
    required: ['error', 'error_description'],
    properties: {
      error: { type: 'string', enum: errors },
      error_description: { type: 'string', pattern: '^[ !#-\\[\\]-~]+$' },
    },
  }));
}

/** Every refusal of another endpoint with one of these codes, by its status. Shape: the same as an error of GraphQL. */
export function httpRefusals(
  refused: readonly (readonly [code: ErrorCode, status?: number, remedy?: string])[],
): Readonly<Record<string, Part>> {
  const reasons = refused.map(([code, status, remedy]): Reason => {
    const entry: CatalogueEntry = ERRORS[code];
    return [status ?? entry.status, code, remedy ?? entry.remedy];
  });
  return refusals(reasons, (codes) => {
    const extensions = { type: 'object', required: ['code'], properties: extensionsOf(codes) };
    const error = {
      type: 'object',
      required: ['message', 'extensions'],
      properties: { message: { type: 'string' }, extensions },
    };
    return { type: 'object', required: ['errors'], properties: { errors: { type: 'array', items: error } } };
  });
}

function refusals(
  reasons: readonly Reason[],
  schemaOf: (codes: readonly string[]) => Part,
): Readonly<Record<string, Part>> {
  const statuses = [...new Set(reasons.map(([status]) => status))].sort();
  const answers = statuses.map((status): [string, Part] => {
    const here = reasons.filter(([each]) => each === status);
    const description = here.map(([, code, remedy]) => `\`${code}\`: ${remedy}`).join('\n');
    const headers = HEADERS[status];
    const content = json(schemaOf(here.map(([, code]) => code)));
    return [String(status), { description, ...(headers ? { headers } : {}), content }];
  });
  return Object.fromEntries(answers);
}

/** What `extensions` may hold beside the code. */
const EXTENSIONS: Readonly<Record<string, Part>> = {
  path: { type: 'array', items: { type: 'string' } },
  requiredScopes: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
  incidentId: { type: 'string' },
};

function extensionsOf(codes: readonly string[]): Part {
  const names = Object.entries<CatalogueEntry>(ERRORS).flatMap(([code, { extensions }]) =>
    codes.includes(code) && extensions !== undefined ? [extensions] : [],
  );
  const others = names.map((name) => [name, EXTENSIONS[name] ?? {}]);
  return { code: { type: 'string', enum: codes }, ...Object.fromEntries(others) };
}
