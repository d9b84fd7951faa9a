import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import { policy } from '../access/policy';
import type { ScopeCatalogue } from '../access/ScopeName';
import { CallerReader } from '../callers/CallerReader';
import { gatewayProof } from '../callers/gatewayProof';
import { SessionReader } from '../callers/SessionReader';
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
import { addVerifyRoute } from '../http/addVerifyRoute';
import { createHttpServer, type OnFailure } from '../http/createHttpServer';
import { watchMethods } from '../http/watchMethods';
import { Clockwork } from '../jobs/Clockwork';
import type { Job } from '../jobs/Job';
import { FailureBudget } from '../limits/FailureBudget';
import { createLog, type Log } from '../log';
import { addOAuthRoutes } from '../oauth/addOAuthRoutes';
import type { OAuthServices } from '../oauth/OAuthServices';
import { addOpenApiRoute } from '../openapi/addOpenApiRoute';
import { ONE_CAUSE, RareLines } from '../RareLines';
import { AccessTokens } from '../tokens/AccessTokens';
import { addHealthRoutes } from './addHealthRoutes';
import { type Composition, compose, type Services } from './compose';
import { SCHEMA_CLASSES } from './modules';
import type { Readiness } from './Readiness';
import { urlAt } from './urlAt';
import { type SelfWatch, watchSelf } from './watchSelf';

/** A server that is ready to listen. */
export interface App {
  readonly server: FastifyInstance;
  readonly services: Services;
  readonly jobs: readonly Job[];
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
  const outage = new Outage(database.sql, log);
  const { reportLoss } = outage;
  let url = '';
  const issuer = (): string => config.publicUrl ?? url;
  const clockwork = new Clockwork(database, clock, reportLoss);
  const ground = { storage: database, clock, reportLoss, wake: (job: string) => clockwork.wake(job) };
  const composition = compose({ ...config, ...ground, publicUrl: issuer });
  const watch = await watchSelf(config, database, clock, log, share === 'ALL');
  const jobs = [...composition.jobs, ...watch.jobs];
  const { apollo, onFailure } = await startGraph(config, composition, log, outage);
  const server = createHttpServer(config, log, clock, onFailure);
  const { services } = composition;
  await addRoutes(server, config, log, { ...services, ...ground, ...watch, issuer, apollo, onFailure });
  return {
    server,
    services,
    jobs,
    clockwork,
    watch,
    listen: async () => {
      await watch.begin();
      await services.usageIngest.begin();
      url = await listenAt(config, server);
      clockwork.start(
        jobs.filter(({ isForOne, isForServer = false }) => share === 'ALL' || !(isForOne || isForServer)),
      );
      return url;
    },
    close: () => close(server, apollo, services, share, () => clockwork.stop().then(() => outage.stop())),
  };
}

async function close(
  server: FastifyInstance,
  apollo: ApolloServer<Context>,
  { keyUse, keyRefusals, secretTraces, usageIngest }: Services,
  share: JobShare,
  stopJobs: () => Promise<void>,
): Promise<void> {
  const jobsAreOver = stopJobs();
  await server.close();
  await apollo.stop();
  // A job may outlast the patience of the supervisor.
  await Promise.all([keyUse.flush(), keyRefusals.flush(), secretTraces.flush()]);
  await jobsAreOver;
  await usageIngest.close(share === 'ALL');
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
): Promise<{ readonly apollo: ApolloServer<Context>; readonly onFailure: OnFailure }> {
  const { cursors } = services;
  const hasAuthDirectives = config.hasFederationAuthDirectives;
  const built = await buildSchema({ policy, classes: SCHEMA_CLASSES, container, loaders, hasAuthDirectives });
  const { schema } = built;
  assertLoaders(schema, loaders);
  const isUnavailable = (error: unknown): boolean => failureOf(error) !== 'FAULT';
  const translation = new ErrorTranslation(schemaNames(schema), isUnavailable, outage.report);
  const planner = new Planner(schema, policy);
  const checks = { schema, planner, introspection: config.introspection, cursors };
  const onFailure: OnFailure = (error, { id }) => translation.failure(error, { requestId: id });
  return { apollo: await startApollo(built, checks, translation, log), onFailure };
}

/** What the routes for callers are made from. */
interface CallerRouteSurroundings extends Services, Pick<Foundation, 'storage' | 'clock' | 'reportLoss'> {
  readonly issuer: () => string;
  readonly apollo: ApolloServer<Context>;
  readonly onFailure: OnFailure;
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
  const { storage, clock, reportLoss, issuer, apollo, onFailure, tokenRevocation: revocation } = surroundings;
  const sessionReader = new SessionReader(storage, clock, catalogue, reportLoss);
  const tokens = new AccessTokens({ ...surroundings, tokenSeconds: accessTokenSeconds });
  const linesOfStrangers = (): RareLines => new RareLines(log, clock, STRANGERS_RATE);
  const failures = new FailureBudget(clock, failuresPerMinute, linesOfStrangers());
  const callers = new CallerReader(surroundings.authenticator, tokens, failures);
  const provesGateway = gatewayProof(gatewaySecret);
  const lines = linesOfStrangers();
  const { usageRecorder } = surroundings;
  const served = { apollo, callers, sessionReader, usageRecorder };
  const graphql = { ...served, provesGateway, corsOrigins, publicUrl: issuer, lines };
  await addGraphqlRoutes(server, graphql);
  const oauth: OAuthServices = { ...surroundings, callers, tokens, revocation, catalogue, provesGateway };
  await addOAuthRoutes(server, oauth, onFailure);
  addVerifyRoute(server, callers, usageRecorder);
  addOpenApiRoute(server, issuer);
}
