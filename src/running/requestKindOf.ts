import { VERIFY_SCOPE_PATH } from '../http/VERIFY_SCOPE_PATH';
import type { RequestKind } from '../metrics/LABEL_VALUES';
import { OAUTH_PATHS } from '../oauth/serverMetadata';
import { OPENAPI_PATH } from '../openapi/openApiDocument';

/** The kinds of routes by their paths. */
const KINDS: Readonly<Record<string, RequestKind>> = {
  '/graphql': 'graphql',
  '/verify': 'verify',
  [VERIFY_SCOPE_PATH]: 'verify',
  [OAUTH_PATHS.token]: 'token',
  [OAUTH_PATHS.introspection]: 'introspect',
  [OAUTH_PATHS.revocation]: 'revoke',
  '/healthz': 'health',
  '/readyz': 'health',
};

/** What the console and the explorer load. */
const PAGES = /^\/(?:console|explorer)(?:\/|$)/;

/** What a route is for, as metrics tell it. Shape: `path` as the route has it, which is not what a client sent. */
export function requestKindOf(path: string): RequestKind {
  const kind = KINDS[path];
  if (kind !== undefined) return kind;
  if (path.startsWith('/.well-known/') || path === OPENAPI_PATH) return 'metadata';
  return path === '/' || PAGES.test(path) ? 'page' : 'other';
}
