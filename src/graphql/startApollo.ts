import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Log } from '../log';
import type { Tracing } from '../tracing/Tracing';
import type { BuiltSchema } from './buildSubgraph';
import type { Context } from './Context';
import { parsedDocuments, persistedQueries } from './DocumentMemory';
import type { ErrorTranslation } from './ErrorTranslation';
import { executor } from './executor';
import { gatewayTracing } from './gatewayTracing';
import { limitRules, parseOptions } from './readDocument';
import { type CheckOptions, requestChecks } from './requestChecks';
import { tracedChecks } from './tracedChecks';

/** Starts Apollo Server with the checks and the error translation of this server. No plugin calls another host. */
export async function startApollo(
  built: BuiltSchema,
  checks: CheckOptions,
  translation: ErrorTranslation,
  log: Log,
  tracing: Tracing | null = null,
): Promise<ApolloServer<Context>> {
  const ownChecks = requestChecks(checks);
  const apollo = new ApolloServer<Context>({
    gateway: executor(built, checks.planner),
    formatError: translation.format,
    parseOptions,
    validationRules: [...limitRules],
    introspection: true, // Decided per caller, by the request checks.
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: { cache: persistedQueries() },
    documentStore: parsedDocuments(),
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      tracing === null ? ownChecks : tracedChecks(ownChecks, tracing),
      gatewayTracing(),
      // Each of these would watch every field, call another host, or show pages that load from one.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(), // It would trace for every caller.
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}
