import fastify, { type FastifyInstance } from 'fastify';
import { systemClock } from '../../src/clock';
import { loadConfig } from '../../src/config';
import { AppError, rateLimited } from '../../src/errors';
import { ErrorTranslation } from '../../src/graphql/ErrorTranslation';
import { createHttpServer } from '../../src/http/createHttpServer';
import { HttpError } from '../../src/http/HttpError';
import { createLog } from '../../src/log';
import { OAuthError, toOAuthError } from '../../src/oauth/OAuthError';
import { sendOAuthError } from '../../src/oauth/sendOAuthError';
import { request } from '../support/request';

const CHALLENGE = 'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"';
const SCOPES_CHALLENGE = 'Bearer realm="Latchkey", error="insufficient_scope"';

/** The status of the server's one page, and what its headers tell a client to do. */
async function hintsOf(server: FastifyInstance): Promise<unknown[]> {
  const { status, headers } = await request(await server.listen({ port: 0, host: '127.0.0.1' }), {});
  await server.close();
  return [status, headers['retry-after'], headers['www-authenticate']];
}

const translation = new ErrorTranslation(
  new Set(),
  () => false,
  () => undefined,
);

describe('what a refusal tells a client to do', () => {
  it.each<[what: string, error: AppError, hints: readonly unknown[]]>([
    ['too many tries', rateLimited(30_000), [429, '30', undefined]],
    ['an outage', new AppError('SERVICE_UNAVAILABLE'), [503, '5', undefined]],
    ['a stop', new HttpError(503), [503, '5', undefined]],
    ['no credential', new AppError('UNAUTHENTICATED'), [401, undefined, CHALLENGE]],
    ['another site', new AppError('CROSS_SITE_REQUEST'), [403, undefined, undefined]],
  ])('is said over HTTP of %s', async (_what, error, hints) => {
    const config = loadConfig({ LATCHKEY_SECRET: 'a secret for tests that is long enough' });
    const log = createLog('silent');
    const server = createHttpServer(config, log, systemClock, (error) => translation.failure(error, {}));
    server.get('/', () => Promise.reject(error));
    expect(await hintsOf(server)).toEqual(hints);
  });

  it.each<[what: string, error: OAuthError, hints: readonly unknown[]]>([
    ['too many tries', toOAuthError(rateLimited(30_000)), [429, '30', undefined]],
    ['an outage', toOAuthError(new AppError('SERVICE_UNAVAILABLE')), [503, '5', undefined]],
    ['no client', toOAuthError(new AppError('UNAUTHENTICATED')), [401, undefined, CHALLENGE]],
    ['missing scopes', new OAuthError('insufficient_scope', 'No.'), [403, undefined, SCOPES_CHALLENGE]],
    ['a wrong request', new OAuthError('invalid_request', 'No.'), [400, undefined, undefined]],
  ])('is said at an OAuth endpoint of %s', async (_what, error, hints) => {
    const server = fastify();
    server.get('/', (_request, reply) => sendOAuthError(reply, error));
    expect(await hintsOf(server)).toEqual(hints);
  });
});
