import type { Clock } from '../clock';
import type { Config } from '../config';
import { StartError } from '../errors';
import type { Log } from '../log';
import { ONE_CAUSE, RareLines } from '../RareLines';
import type { Tracing } from './Tracing';

/** What traces need, all of it optional. */
const PACKAGES = [
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
];

/** Errors: a `StartError` where traces are asked for and a package that they need is not installed. */
export function assertTracingPackages({ tracing }: Pick<Config, 'tracing'>): void {
  const missing = tracing === null ? [] : PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const names = missing.join(' and ');
  throw new StartError(
    `OTEL_EXPORTER_OTLP_ENDPOINT is set, and ${names} ${missing.length === 1 ? 'is' : 'are'} not installed: run \`npm ci\` without --omit=optional, or leave the setting out.`,
    2,
  );
}

/** Opens the way for traces. Shape: null where none are asked for; then none of the packages is loaded. */
export function openTracing(config: Pick<Config, 'tracing'>, version: string, clock: Clock, log: Log): Tracing | null {
  const { tracing } = config;
  if (tracing === null) return null;
  assertTracingPackages(config);
  const { openPipeline } = require('./openPipeline') as typeof import('./openPipeline');
  return openPipeline(tracing, version, new RareLines(log, clock, ONE_CAUSE));
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
