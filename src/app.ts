import 'reflect-metadata';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Caller } from './access/caller';
import { policy } from './access/policy';
import type { ScopeCatalogue } from './access/scopes';
import type { Clock } from './clock';
import type { Config } from './config';
import type { Database } from './database/Database';
import { failureOf } from './database/failures';
import { AppError } from './errors';
import { addExplorerRoutes } from './explorer/addExplorerRoutes';
import { buildSchema } from './graphql/buildSchema';
import { ErrorTranslation } from './graphql/errorTranslation';
import { Planner } from './graphql/plan';
import { schemaNames } from './graphql/safeMessage';
import { startApollo } from './graphql/startApollo';
import { GATEWAY_ROUTE, gatewayProof } from './http/gateway';
import { HttpError } from './http/HttpError';
import { sendError } from './http/sendError';
import { createHttpServer, GATEWAY_BODY_LIMIT_BYTES, type OnFailure } from './http/server';
import { addVerifyRoute } from './http/verify';
import { createLog, type Log } from './log';
import { AccessTokens } from './oauth/AccessTokens';
import { addOAuthRoutes } from './oauth/addOAuthRoutes';
import { CallerReader } from './oauth/CallerReader';
import { TokenRevocation } from './oauth/TokenRevocation';
import { createServices, resolverContainer, type Services } from './services';

/** A server that is ready to listen. */
export interface App {
  readonly server: FastifyInstance;
  readonly services: Services;
  /** Starts to listen. Shape: the URL, with the port that was free if none was asked for. */
  listen(): Promise<string>;
  /** Refuses what is new, finishes what runs, and writes down what waits. The database stays open. */
  close(): Promise<void>;
}

/** Settings in which the master secret is there: set, or kept in the data folder. */
export type CompleteConfig = Config & { readonly secret: string; readonly catalogue: ScopeCatalogue };

/**
 * Puts the server together. Nothing else does: tests call exactly this.
 * Errors: a `StartError` where the policy and the schema differ.
 */
export async function createApp(
  config: CompleteConfig,
  database: Database,
  clock: Clock,
  log: Log = createLog(config.logLevel),
): Promise<App> {
  const services = createServices({
    ...config,
    storage: database,
    clock,
    complain: (message, details) => log.error(details, message),
  });
  const { organizations, members, processes, apiKeys, authenticator, signingKeys } = services;
  const built = await buildSchema({
    policy,
    container: resolverContainer(services, config.catalogue),
    loaders: {
      Organization: ({ caller }, id) => organizations.byId(caller, id),
      Process: ({ caller }, id) => processes.byId(caller, id),
      ApiKey: ({ caller }, id) => apiKeys.byId(caller, id),
      Member: ({ caller }, id) => members.byId(caller, id),
    },
    hasAuthDirectives: config.hasFederationAuthDirectives,
  });
  const { schema } = built;
  const isUnavailable = (error: unknown): boolean => failureOf(error) !== 'FAULT';
  const translation = new ErrorTranslation(schemaNames(schema), isUnavailable, (level, details, message) =>
    log[level](details, message),
  );
  const planner = new Planner(schema, policy);
  const checks = { schema, planner, introspection: config.introspection, cursors: services.cursors };
  const apollo = await startApollo(built, checks, translation, log);
  const onFailure: OnFailure = (error, { id }) => {
    const { message, extensions } = translation.failure(error, { requestId: id });
    const code = isUnavailable(error) ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR';
    return new AppError(code, message, extensions);
  };
  const server = await createHttpServer(config, log, onFailure);
  let url = '';
  const issuer = (): string => config.publicUrl ?? url;
  const { catalogue } = config;
  const provesGateway = gatewayProof(config.gatewaySecret);
  const tokens = new AccessTokens({ ...services, clock, issuer, tokenSeconds: config.accessTokenSeconds });
  const callers = new CallerReader(authenticator, tokens);
  const revocation = new TokenRevocation(database, clock);
  const letIn = new WeakMap<FastifyRequest, Caller>();
  const graphql: RouteOptions = {
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: async (request) => {
      const caller = await callers.callerOf(request);
      if (caller) letIn.set(request, caller);
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => ({
        caller: letIn.get(request) ?? null,
        isGateway: provesGateway(request.headers),
      }),
    }),
  };
  server.route(graphql);
  server.route({ ...graphql, constraints: GATEWAY_ROUTE, bodyLimit: GATEWAY_BODY_LIMIT_BYTES });
  server.route({
    method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    url: '/graphql',
    handler: (_request, reply) => sendError(reply.header('allow', 'GET, POST'), new HttpError(405)),
  });
  const oauth = { callers, authenticator, tokens, revocation, signingKeys, apiKeys, catalogue, provesGateway, issuer };
  await addOAuthRoutes(server, oauth, onFailure);
  addVerifyRoute(server, callers);
  addHealthRoutes(server, database);
  addExplorerRoutes(server, log);
  return {
    server,
    services,
    listen: async () => {
      url = await server.listen({ port: config.port, host: config.host });
      return url;
    },
    close: async () => {
      await server.close();
      await apollo.stop();
      await services.keyUse.close();
    },
  };
}

function addHealthRoutes(server: FastifyInstance, database: Database): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const isReady = await database.isReady();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'unavailable' });
  });
}
