import { types } from 'node:util';

/** What a failure of the database means for the caller. */
export type DatabaseFailure = 'RETRY' | 'UNAVAILABLE' | 'FAULT';

/**
 * Source: PostgreSQL, appendix A; SQLite result codes. 0A000 comes of a standby, and of a plan that was kept over a migration;
 * 25006 of a server that takes no writes; 25P03 and 25P04 end a session; class XX is the server's own faults.
 */
const RETRY = /^(?:40001|40P01|SQLITE_BUSY\w*|SQLITE_LOCKED\w*)$/;
const UNAVAILABLE =
  /^(?:08\w{3}|0A000|25006|25P0[34]|28\w{3}|3D000|40003|5[3578]\w{3}|XX\w{3}|SQLITE_(?:READONLY|FULL|IOERR|CANTOPEN|NOTADB|CORRUPT|PERM|AUTH|PROTOCOL|NOMEM)\w*|E(?!RR_)[A-Z_]{3,})$/;
/** The drivers' own failures, which carry no code. */
const UNAVAILABLE_MESSAGE =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|timeout expired|client was closed|query read timeout|already released|not queryable|database connection is not open|pool after calling end|driver not connected/i;

/**
 * A failure of the database in an error of this realm, whichever the driver's came from. It holds neither the statement nor
 * its values, since errors are logged.
 */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  /** Shape: SQLite's result code, e.g. `SQLITE_BUSY`, or a SQLSTATE; undefined where it was the driver that refused. */
  readonly code: string | undefined;

  constructor({ message, code }: { readonly message: string; readonly code?: string }) {
    super(message);
    this.code = code;
  }

  /** What a person at a terminal is told. */
  get sentence(): string {
    if (this.message.endsWith('.')) return this.message;
    return `The database cannot answer: ${this.message}${this.code === undefined ? '' : ` (${this.code})`}.`;
  }
}

/** Whether a session of PostgreSQL takes no writes: a statement of it was refused, and nothing was written. */
export function isReadOnlySession(error: unknown): boolean {
  return [...causesOf(error)].some(({ code }) => code === '25006');
}

/** Whether a session of PostgreSQL was given up by its client: the server may still be at it. */
export function isUnanswered(error: unknown): boolean {
  return [...causesOf(error)].some(({ message }) => message === 'Query read timeout');
}

/** Whether a row was refused since another has the same unique value. Source: PostgreSQL, appendix A, class 23. */
export function isUniqueViolation(error: unknown): boolean {
  return [...causesOf(error)].some(({ code }) => code === '23505');
}

/** Reads a thrown value: is it worth another try, is the database out of reach, or is the program at fault? */
export function failureOf(error: unknown): DatabaseFailure {
  for (const { code, message } of causesOf(error)) {
    if (RETRY.test(code)) return 'RETRY';
    if (UNAVAILABLE.test(code) || UNAVAILABLE_MESSAGE.test(message)) return 'UNAVAILABLE';
  }
  return 'FAULT';
}

/** The code of an error of the system or of a driver. Shape: empty where it has none. */
export function codeOf(error: unknown): string {
  return isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** An error and what caused it, the outermost first. Shape: `code` is empty where there is none. */
export function* causesOf(error: unknown): Generator<{ readonly code: string; readonly message: string }> {
  for (let cause: unknown = error; isError(cause); cause = innerOf(cause)) {
    yield { code: codeOf(cause), message: cause.message };
  }
}

/** A driver's error may come from another realm, where `instanceof` does not know it. */
function isError(error: unknown): error is Error {
  return error instanceof Error || types.isNativeError(error);
}

function innerOf(error: Error): unknown {
  if ('driverError' in error && error.driverError !== error) return error.driverError;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors[0];
  return error.cause;
}
