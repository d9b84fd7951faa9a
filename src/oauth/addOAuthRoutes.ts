import type { FastifyError, FastifyInstance } from 'fastify';
import { countUses } from '../callers/noteUse';
import type { OnFailure } from '../http/createHttpServer';
import { HttpError } from '../http/HttpError';
import { introspectionEndpoint } from './introspectionEndpoint';
import { OAuthError, toOAuthError } from './OAuthError';
import type { OAuthServices } from './OAuthServices';
import { revocationEndpoint } from './revocationEndpoint';
import { sendOAuthError } from './sendOAuthError';
import { OAUTH_PATHS, PUBLIC_CACHING, serverMetadata } from './serverMetadata';
import { tokenEndpoint } from './tokenEndpoint';

const FORMS_ONLY = 'The body must be application/x-www-form-urlencoded in UTF-8, without a content encoding.';

/** Adds the OAuth endpoints: forms in, and every error as the RFCs shape it. */
export async function addOAuthRoutes(
  server: FastifyInstance,
  services: OAuthServices,
  onFailure: OnFailure,
): Promise<void> {
  await server.register(async (endpoints) => {
    acceptFormsOnly(endpoints);
    countUses(endpoints, services.usageRecorder);
    endpoints.setErrorHandler((error: FastifyError | HttpError | OAuthError, request, reply) => {
      if (error instanceof OAuthError) return sendOAuthError(reply, error);
      const status = error instanceof HttpError ? error.status : (error.statusCode ?? 500);
      if (status === 415) return sendOAuthError(reply, new OAuthError('invalid_request', FORMS_ONLY, status));
      if (error instanceof HttpError) return sendOAuthError(reply, toOAuthError(error));
      if (status < 500) return sendOAuthError(reply, toOAuthError(new HttpError(status)));
      return sendOAuthError(reply, toOAuthError(onFailure(error, request)));
    });
    endpoints.post(OAUTH_PATHS.token, tokenEndpoint(services));
    endpoints.post(OAUTH_PATHS.introspection, introspectionEndpoint(services));
    endpoints.post(OAUTH_PATHS.revocation, revocationEndpoint(services));
  });
  server.get(OAUTH_PATHS.keys, async (_request, reply) => {
    const keys = await services.signingKeys.published();
    return reply.header('cache-control', PUBLIC_CACHING).send(keys);
  });
  addMetadata(server, services);
}

/**
 * Adds the metadata at both of its addresses. Where the issuer has a path, its clients ask for the address with that path
 * behind it, at the root of the host. Only `PUBLIC_URL` has one, which is known before the server listens.
 * Source: RFC 8414, sections 3.1 and 5.
 */
function addMetadata(server: FastifyInstance, { issuer, catalogue }: OAuthServices): void {
  const path = URL.canParse(issuer()) ? new URL(issuer()).pathname : '/';
  const suffixes = path === '/' ? [''] : ['', path.replaceAll(':', '::')]; // A colon alone begins a parameter.
  const addresses = [OAUTH_PATHS.metadata, OAUTH_PATHS.openidMetadata];
  for (const url of addresses.flatMap((address) => suffixes.map((suffix) => address + suffix))) {
    server.get(url, async (_request, reply) =>
      reply.header('cache-control', PUBLIC_CACHING).send(serverMetadata(issuer(), catalogue)),
    );
  }
}

function acceptFormsOnly(endpoints: FastifyInstance): void {
  endpoints.removeAllContentTypeParsers();
  endpoints.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()));
  });
}
