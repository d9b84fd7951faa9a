import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import { version } from '../../package.json';
import { policy } from '../access/policy';
import type { ScopeCatalogue } from '../access/ScopeName';
import { gatewayProof } from '../callers/gatewayProof';
import type { Clock } from '../clock';
import type { Config } from '../config';
import { addConsoleRoutes } from '../console/addConsoleRoutes';
import type { Database } from '../database/Database';
import { failureOf } from '../database/failures';
import { Outage } from '../database/Outage';
import { addExplorerRoutes } from '../explorer/addExplorerRoutes';
import type { Foundation } from '../Foundation';
import { addGraphqlRoutes } from '../graphql/addGraphqlRoutes';
import { assertLoaders } from '../graphql/assertLoaders';
import { buildSchema } from '../graphql/buildSchema';
import type { Context } from '../graphql/Context';
import { ErrorTranslation } from '../graphql/ErrorTranslation';
import { Planner } from '../graphql/Planner';
import { schemaNames } from '../graphql/schemaNames';
import { startApollo } from '../graphql/startApollo';
import { addAuditRoutes } from '../http/addAuditRoutes';
import { addVerifyRoute } from '../http/addVerifyRoute';
import { createHttpServer, type OnFailure } from '../http/createHttpServer';
import { measureAnswers } from '../http/measureAnswers';
import { watchMethods } from '../http/watchMethods';
import { Clockwork } from '../jobs/Clockwork';
import type { Job } from '../jobs/Job';
import { FailureBudget } from '../limits/FailureBudget';
import { createLog, type Log } from '../log';
import type { GaugeReaders } from '../metrics/Gauges';
import { addOAuthRoutes } from '../oauth/addOAuthRoutes';
import type { OAuthServices } from '../oauth/OAuthServices';
import { addOpenApiRoute } from '../openapi/addOpenApiRoute';
import { ONE_CAUSE, RareLines } from '../RareLines';
import { AccessTokens } from '../tokens/AccessTokens';
import { openTracing } from '../tracing/openTracing';
import { TracedStorage } from '../tracing/TracedStorage';
import type { Tracing } from '../tracing/Tracing';
import { addHealthRoutes } from './addHealthRoutes';
import { callerReaders } from './callerReaders';
import { type Composition, compose, type Services } from './compose';
import { SCHEMA_CLASSES } from './modules';
import type { Readiness } from './Readiness';
import { requestKindOf } from './requestKindOf';
import { urlAt } from './urlAt';
import { type SelfWatch, watchSelf } from './watchSelf';

/** A server that is ready to listen. */
export interface App {
  readonly server: FastifyInstance;
  readonly services: Services;
  readonly jobs: readonly Job[];
  readonly gauges: GaugeReaders;
  readonly clockwork: Clockwork;
  readonly watch: SelfWatch;
  /** Starts to listen. Shape: the URL, with the port that was free if none was asked for. */
  listen(): Promise<string>;
  /** Refuses what is new, finishes what runs, and writes down what waits. The database stays open. */
  close(): Promise<void>;
}

/** Settings in which the master secret is there: set, or kept in the data folder. */
export type CompleteConfig = Config & {
  readonly secret: string;
  readonly catalogue: ScopeCatalogue;
  /** No setting: tests that do not measure passwords make them cheap. */
  readonly passwordCost?: number;
  /** No setting: tests whose clock stands still do not compare it with others. */
  readonly hasOwnTime?: boolean;
};

/** A stranger may invent causes. Units: milliseconds; lines. */
const STRANGERS_RATE = { ...ONE_CAUSE, maxLines: 20 };

/** Which jobs a process runs: its own alone, where another process does those that one does for all. */
export type JobShare = 'ALL' | 'OWN';

/**
 * Puts the server together. Nothing else does: tests call exactly this.
 * Errors: a `StartError` where the policy and the schema differ.
 */
export async function createApp(
  config: CompleteConfig,
  database: Database,
  clock: Clock,
  log: Log = createLog(config.logLevel),
  share: JobShare = 'ALL',
): Promise<App> {
  const tracing = openTracing(config, version, clock, log);
  const outage = new Outage(database.sql, log);
  const { reportLoss } = outage;
  let url = '';
  const issuer = (): string => config.publicUrl ?? url;
  const clockwork = new Clockwork(database, clock, reportLoss);
  const ground = { ...tracedGround(database, clockwork, tracing), clock, reportLoss };
  const composition = compose({ ...config, ...ground, log, publicUrl: issuer });
  const watch = await watchSelf(config, database, clock, log, share === 'ALL');
  const jobs = [...composition.jobs, ...watch.jobs];
  const { apollo, onFailure } = await startGraph(config, composition, log, outage, tracing);
  const server = createHttpServer(config, log, clock, onFailure, tracing);
  const { services, gauges } = composition;
  measureAnswers(server, services.meter, requestKindOf);
  await addRoutes(server, config, log, { ...services, ...ground, ...watch, issuer, apollo, onFailure, tracing });
  return {
    server,
    services,
    jobs,
    gauges,
    clockwork,
    watch,
    listen: async () => {
      await watch.begin();
      await services.usageIngest.begin();
      url = await listenAt(config, server);
      clockwork.start(share === 'ALL' ? jobs : jobs.filter(({ isForOne, isForServer }) => !isForOne && !isForServer));
      return url;
    },
    close: () => close(server, apollo, services, share, () => clockwork.stop().then(() => outage.stop()), tracing),
  };
}

/** What does its work in spans, where requests are traced. What a request wakes is no part of its trace. */
function tracedGround(
  database: Database,
  clockwork: Clockwork,
  tracing: Tracing | null,
): Pick<Foundation, 'storage' | 'wake'> {
  const wake = (job: string): void => clockwork.wake(job);
  if (tracing === null) return { storage: database, wake };
  return { storage: new TracedStorage(database, tracing), wake: (job) => tracing.outside(() => wake(job)) };
}

async function close(
  server: FastifyInstance,
  apollo: ApolloServer<Context>,
  { keyUse, keyRefusals, secretTraces, usageIngest }: Services,
  share: JobShare,
  stopJobs: () => Promise<void>,
  tracing: Tracing | null,
): Promise<void> {
  const jobsAreOver = stopJobs();
  await server.close();
  await apollo.stop();
  // A job may outlast the patience of the supervisor.
  await Promise.all([keyUse.flush(), keyRefusals.flush(), secretTraces.flush()]);
  await jobsAreOver;
  await usageIngest.close(share === 'ALL');
  await tracing?.close();
}

async function listenAt(config: CompleteConfig, server: FastifyInstance): Promise<string> {
  await server.listen({ port: config.port, host: config.host });
  const { address, port } = server.server.address() as AddressInfo; // It is a path for sockets of Unix alone.
  return urlAt(config, address, port);
}

/** Starts the GraphQL engine over the services, and the translation of failures that all of HTTP shares with it. */
async function startGraph(
  config: CompleteConfig,
  { services, loaders, container }: Composition,
  log: Log,
  outage: Outage,
  tracing: Tracing | null,
): Promise<{ readonly apollo: ApolloServer<Context>; readonly onFailure: OnFailure }> {
  const { cursors, meter } = services;
  const hasAuthDirectives = config.hasFederationAuthDirectives;
  const built = await buildSchema({ policy, classes: SCHEMA_CLASSES, container, loaders, hasAuthDirectives });
  const { schema } = built;
  assertLoaders(schema, loaders);
  const isUnavailable = (error: unknown): boolean => failureOf(error) !== 'FAULT';
  const translation = new ErrorTranslation(schemaNames(schema), isUnavailable, outage.report);
  const planner = new Planner(schema, policy);
  const refusals = services.keyRefusals;
  const checks = { schema, planner, introspection: config.introspection, cursors, meter, refusals };
  const onFailure: OnFailure = (error, { id }) => translation.failure(error, { requestId: id });
  return { apollo: await startApollo(built, checks, translation, log, tracing), onFailure };
}

/** What the routes for callers are made from. */
interface CallerRouteSurroundings extends Services, Pick<Foundation, 'storage' | 'clock' | 'reportLoss'> {
  readonly issuer: () => string;
  readonly apollo: ApolloServer<Context>;
  readonly onFailure: OnFailure;
  readonly tracing: Tracing | null;
}

async function addRoutes(
  server: FastifyInstance,
  config: CompleteConfig,
  log: Log,
  surroundings: CallerRouteSurroundings & { readonly readiness: Readiness },
): Promise<void> {
  const refuseOtherMethods = watchMethods(server);
  await addCallerRoutes(server, config, log, surroundings);
  addHealthRoutes(server, surroundings.readiness);
  addExplorerRoutes(server, log);
  addConsoleRoutes(server, log);
  refuseOtherMethods();
}

/** Adds every route on which a credential counts. */
async function addCallerRoutes(
  server: FastifyInstance,
  { accessTokenSeconds, failuresPerMinute, gatewaySecret, catalogue, corsOrigins }: CompleteConfig,
  log: Log,
  surroundings: CallerRouteSurroundings,
): Promise<void> {
  const { clock, issuer, apollo, onFailure, tracing, meter, tokenRevocation: revocation } = surroundings;
  const tokens = new AccessTokens({ ...surroundings, tokenSeconds: accessTokenSeconds });
  const linesOfStrangers = (): RareLines => new RareLines(log, clock, STRANGERS_RATE);
  const failures = new FailureBudget(clock, failuresPerMinute, linesOfStrangers());
  const { callers, sessionReader } = callerReaders({ ...surroundings, tokens, failures, catalogue });
  const provesGateway = gatewayProof(gatewaySecret);
  const lines = linesOfStrangers();
  const { usageRecorder } = surroundings;
  const served = { apollo, callers, sessionReader, usageRecorder };
  const graphql = { ...served, provesGateway, corsOrigins, publicUrl: issuer, lines };
  await addGraphqlRoutes(server, graphql);
  const oauth: OAuthServices = { ...surroundings, callers, tokens, revocation, catalogue, provesGateway };
  await addOAuthRoutes(server, oauth, onFailure);
  const { keyRefusals: refusals } = surroundings;
  await addVerifyRoute(server, { callers, recorder: usageRecorder, refusals, meter, tracing });
  await addAuditRoutes(server, { ...surroundings, callers });
  addOpenApiRoute(server, issuer);
}
