import type { Logger } from 'typeorm';

const nothing = (): void => undefined;

/**
 * Keeps TypeORM from writing to standard output: it would stand between lines of JSON, with the values of statements in
 * it. What fails is thrown, and logged by whoever catches it.
 */
export const silentLogger: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};
