import { randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders, type IncomingMessage, METHODS } from 'node:http';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { gatewayConstraint } from '../callers/gatewayConstraint';
import { gatewayProof } from '../callers/gatewayProof';
import { proxyTrust } from '../callers/proxyTrust';
import type { Clock } from '../clock';
import type { Config } from '../config';
import type { AppError } from '../errors';
import type { Log } from '../log';
import type { Tracing } from '../tracing/Tracing';
import { traceRequests } from '../tracing/traceRequests';
import { HttpError } from './HttpError';
import { HOST_RULE, hasOneHost } from './hasOneHost';
import { limitConnections } from './limitConnections';
import { logAnswers } from './logAnswers';
import { readTls } from './readTls';
import { requireTls } from './requireTls';
import { securityHeaders } from './securityHeaders';
import { sendError } from './sendError';
import { VERIFY_SCOPE_PATH } from './VERIFY_SCOPE_PATH';

/** The largest request body, and the largest headers of a request. Units: bytes. */
export const BODY_LIMIT_BYTES = 64 * 1024;
/** The largest request body of a gateway, which sends up to 10,000 representations in one. Units: bytes. */
export const GATEWAY_BODY_LIMIT_BYTES = 2 * 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
/** Units: milliseconds for the headers, and for the whole request. Both begin with its first byte. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Units: milliseconds between two looks for connections that take too long. */
const CHECK_INTERVAL_MS = 2_000;

/** Of every answer. */
const HEADERS = { ...securityHeaders(), 'cache-control': 'no-store' };

/** Options of Node's own HTTP server. Units: bytes, milliseconds. */
const LIMITS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: HEADERS_TIMEOUT_MS,
  connectionsCheckingInterval: CHECK_INTERVAL_MS,
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route answers before the body is read. Headers that describe a body are then not checked. */
    hasNoBody?: boolean;
  }
}

/** Turns an error that nothing else caught into one of the catalogue. */
export type OnFailure = (error: unknown, request: FastifyRequest) => AppError;

/** Makes the HTTP server: its limits, its headers, and one shape for every error. It has no routes yet. */
export function createHttpServer(
  config: Config,
  log: Log,
  clock: Clock,
  onFailure: OnFailure,
  tracing: Tracing | null = null,
): FastifyInstance {
  const server = fastify({
    ...(config.tls ? { https: { ...LIMITS, ...readTls(config.tls), handshakeTimeout: HEADERS_TIMEOUT_MS } } : {}),
    http: LIMITS,
    // Our own lines replace those of the framework below "warn".
    loggerInstance: log.child({}, { level: log.isLevelEnabled('warn') ? 'warn' : log.level }) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger, // Our lines carry the request's id: no request needs a logger of its own.
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: config.keepAliveSeconds * 1_000,
    trustProxy: config.trustedProxies.length > 0 ? proxyTrust(config.trustedProxies) : false,
    genReqId: requestIds(),
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    rewriteUrl: beforeRouting,
    return503OnClosing: false, // Ours has the shape of our errors.
    // No hook runs for a malformed address.
    frameworkErrors: (_error, { id }, reply) =>
      void sendError((reply as FastifyReply).headers(HEADERS).header('x-request-id', id), new HttpError(400)),
    routerOptions: { constraints: { gateway: gatewayConstraint(gatewayProof(config.gatewaySecret)) } },
  });
  for (const method of METHODS) if (!server.supportedMethods.includes(method)) server.addHttpMethod(method);
  if (tracing !== null) traceRequests(server, tracing);
  if (config.maxConnections !== null) limitConnections(server.server, config.maxConnections, log, clock);
  addHeaders(server, HEADERS);
  refuseWhenClosing(server);
  if (config.requireTls) requireTls(server, config.publicUrl, log, clock);
  acceptJsonOnly(server);
  logAnswers(server, log, clock);
  translateErrors(server, onFailure);
  return server;
}

/** One shape for every error that nothing else caught. */
function translateErrors(server: FastifyInstance, onFailure: OnFailure): void {
  server.setNotFoundHandler((_request, reply) => sendError(reply, new HttpError(404)));
  server.setErrorHandler((error: FastifyError | HttpError, request, reply) => {
    if (error instanceof HttpError) return sendError(reply, error);
    const status = error.statusCode ?? 500;
    if (status < 500 || error.code === 'FST_ERR_REOPENED_CLOSE_SERVER') return sendError(reply, new HttpError(status));
    return sendError(reply, onFailure(error, request));
  });
}

/**
 * What is done to a request before the router sees it. HEAD is routed as GET: Node.js has read the method before, and leaves
 * the body of the answer out. What follows the scopes of `/verify/scope/` is a client's own, and no part of the address.
 * Source: RFC 9110, section 9.3.2; decision 053.
 */
function beforeRouting(request: IncomingMessage): string {
  if (request.method === 'HEAD') request.method = 'GET';
  const { url = '' } = request;
  return url.startsWith(VERIFY_SCOPE_PATH) ? VERIFY_SCOPE_PATH : url;
}

/** Keeps the request id of a proxy if it is well-formed. Otherwise makes one: a prefix of this process, and a counter. */
function requestIds(): (request: { headers: IncomingHttpHeaders }) => string {
  const process = randomBytes(8).toString('hex');
  let count = 0;
  return ({ headers }) => {
    const sent = headers['x-request-id'];
    if (typeof sent === 'string' && /^[\w.-]{8,64}$/.test(sent)) return sent;
    count += 1;
    return `${process}-${count.toString(36)}`;
  };
}

/** Takes JSON in UTF-8 alone, on every route. A compressed body is refused before it could be inflated. */
function acceptJsonOnly(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson);
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.hasNoBody) return done();
    const { 'content-encoding': encoding, 'content-type': type = '' } = request.headers;
    const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type)?.[1];
    const isUtf8 = charset === undefined || /^utf-?8$/i.test(charset);
    const isPlain = encoding === undefined || encoding.toLowerCase() === 'identity';
    done(isUtf8 && isPlain ? undefined : new HttpError(415));
  });
}

/** The first hook: what it refuses has the headers, too. */
function addHeaders(server: FastifyInstance, headers: Readonly<Record<string, string>>): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    done(hasOneHost(request.raw) ? undefined : new HttpError(400, HOST_RULE));
  });
}

/** A server that is stopping answers 503 on the connections that are still open. */
function refuseWhenClosing(server: FastifyInstance): void {
  let isClosing = false;
  server.addHook('preClose', async () => {
    isClosing = true;
    server.server.keepAliveTimeout = 1; // Whoever gets the last answer need not hang up before the server can end.
  });
  server.addHook('onRequest', (_request, _reply, done) => {
    done(isClosing ? new HttpError(503) : undefined);
  });
}
