import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Caller, Origin } from '../access/Caller';
import type { CallerReader } from '../callers/CallerReader';
import { GATEWAY_ROUTE } from '../callers/gatewayConstraint';
import type { ProvesGateway } from '../callers/gatewayProof';
import { isCrossSite } from '../callers/isCrossSite';
import { isForgedBasic } from '../callers/isForgedBasic';
import { withholdKeyExpiry } from '../callers/keyExpiry';
import { beginUse, countUses, type RequestUse } from '../callers/noteUse';
import { originOf } from '../callers/originOf';
import { SessionCookie } from '../callers/SessionCookie';
import type { SessionReader } from '../callers/SessionReader';
import { tellCrossSite } from '../callers/tellCrossSite';
import { AppError } from '../errors';
import { corsOptions } from '../http/corsOptions';
import { GATEWAY_BODY_LIMIT_BYTES } from '../http/createHttpServer';
import type { RareLines } from '../RareLines';
import { ENDPOINT_OPERATIONS } from '../usage/ENDPOINT_OPERATIONS';
import type { UsageRecorder } from '../usage/UsageRecorder';
import type { Context } from './Context';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller of `/graphql`; null until it is known, and where there is none. */
    caller: Caller | null;
  }
}

/** The services that `/graphql` calls. `publicUrl` is the address of this server from outside. */
export interface GraphqlServices {
  readonly apollo: ApolloServer<Context>;
  readonly callers: CallerReader;
  readonly sessionReader: SessionReader;
  readonly provesGateway: ProvesGateway;
  readonly corsOrigins: readonly string[];
  readonly publicUrl: () => string;
  readonly lines: RareLines;
  readonly usageRecorder: UsageRecorder;
}

/**
 * Adds `/graphql`. The caller is known, or the request refused, before the document is read. No other route takes CORS
 * requests or sessions. A session counts where the request has no `Authorization` header, and no page of another site
 * makes it. A session that has ended counts as none, so that its person can sign in again. Its cookie is not removed: by
 * the time of this answer the browser may hold a newer one. Source: decision 039.
 */
export async function addGraphqlRoutes(server: FastifyInstance, services: GraphqlServices): Promise<void> {
  const { apollo, callers, sessionReader, corsOrigins, publicUrl } = services;
  const cookie = new SessionCookie(publicUrl);
  server.decorateRequest('caller', null);
  const graphql: RouteOptions = {
    method: ['GET', 'POST'],
    url: '',
    config: { isGraphql: true },
    onRequest: (request, _reply, done) => {
      const isSession = request.headers.authorization === undefined && cookie.read(request) !== undefined;
      const isForged = isSession ? isCrossSite(request, publicUrl()) : isForgedBasic(request, corsOrigins);
      if (isForged) tellCrossSite(request, services);
      done(isForged ? new AppError('CROSS_SITE_REQUEST') : undefined);
    },
    preHandler: async (request, reply) => {
      request.caller = await callers.callerOf(request, reply);
      if (request.caller) {
        vouchForBearer(request);
        beginUse(request, request.caller, ENDPOINT_OPERATIONS.invalid);
      }
      const token = request.caller ? undefined : cookie.read(request);
      if (token !== undefined) request.caller = await sessionReader.callerOf(token, originOf(request));
      if (request.caller && isElsewhere(request, request.caller)) throw new AppError('OTHER_ORGANIZATION');
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) => new RequestContext(request, reply, services, cookie),
    }),
  };
  const routes = async (scope: FastifyInstance): Promise<void> => {
    countUses(scope, services.usageRecorder);
    await scope.register(cors, corsOptions(corsOrigins));
    scope.route(graphql);
    scope.route({ ...graphql, constraints: GATEWAY_ROUTE, bodyLimit: GATEWAY_BODY_LIMIT_BYTES });
  };
  await server.register(routes, { prefix: '/graphql' });
}

/**
 * Whether the request is meant for another organization than the caller's. Several windows share a session, and one of
 * them may have switched. Shape: the header has the id of the organization that is meant, or is left out.
 */
function isElsewhere({ headers }: FastifyRequest, { organizationId }: Caller): boolean {
  const meant = headers['latchkey-organization'];
  return meant !== undefined && meant !== organizationId;
}

/**
 * Tells Apollo Server that no page of another site forged a request whose `Bearer` credential is valid. A browser adds
 * `Basic` of its own accord, and never `Bearer`; a page sends `Authorization` only after a preflight, which is answered
 * for listed origins alone.
 * Source: Fetch Standard, CORS-safelisted request-header and CORS-preflight fetch.
 */
function vouchForBearer({ headers }: FastifyRequest): void {
  if (/^bearer /i.test(headers.authorization ?? '')) headers['apollo-require-preflight'] = 'bearer';
}

/** A class, since V8 takes longer for an object with getters. The getters compute what few requests need. */
class RequestContext implements Context {
  readonly caller: Caller | null;
  readonly isGateway: boolean;
  readonly use: RequestUse | null;

  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
    private readonly services: GraphqlServices,
    private readonly cookie: SessionCookie,
  ) {
    this.caller = request.caller;
    this.use = request.use;
    this.isGateway = services.provesGateway(request.headers);
  }

  get isCrossSite(): boolean {
    const isForged = isCrossSite(this.request, this.services.publicUrl());
    if (isForged) tellCrossSite(this.request, this.services);
    return isForged;
  }

  get origin(): Origin {
    return originOf(this.request);
  }

  withholdKeyExpiry(): void {
    withholdKeyExpiry(this.reply);
  }

  setSessionToken(token: string | null): void {
    this.cookie.write(this.request, this.reply, token);
  }
}
