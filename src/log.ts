import { types } from 'node:util';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogThreshold } from './config';
import { standardLog } from './LogStream';

/** The log of one server process: JSON, one object a line. */
export type Log = Logger;

/**
 * Makes the log. Of an error only its kind, code, message and stack are written: the values that a statement bound stay
 * out, and nothing logs headers or bodies.
 */
export function createLog(level: LogThreshold, destination: DestinationStream = standardLog): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: bareError } },
    destination,
  );
}

function bareError(error: unknown): object {
  if (!(error instanceof Error || types.isNativeError(error))) return { type: typeof error };
  const code = 'code' in error ? error.code : undefined;
  return { type: error.name, code, message: error.message, stack: error.stack };
}

/** What operators are told: records that could not be kept, and what only they can look into. */
export type ReportLoss = (message: string, details: Readonly<Record<string, unknown>>) => void;
