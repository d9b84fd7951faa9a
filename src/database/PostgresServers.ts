import { serversOf } from '../postgresUrl';
import { causesOf } from './failures';
import { isOfEncryption, type PostgresWay, waysTo } from './postgresTls';

/** A connection that could not be made. */
export interface FailedWay {
  /** Shape: `host:port`. */
  readonly server: string;
  readonly reason: string;
}

/**
 * The servers of an address, and the one that all sessions of a process are opened at. It stays until a session cannot be
 * opened there: then the next one is tried. Source: decision 067.
 */
export class PostgresServers {
  readonly ways: readonly PostgresWay[];
  private position = 0;
  private readonly failures = new WeakMap<object, FailedWay>();

  /** Errors: a `StartError` with exit code 2 where a file that the address names cannot be read. */
  constructor(url: string) {
    this.ways = serversOf(url).flatMap(waysTo);
  }

  get current(): PostgresWay {
    return this.ways[this.position] as PostgresWay; // No address is without a server, and the position stays within.
  }

  /** Goes on to the next way, unless another session did. A second way is taken only where the first was refused as such. */
  leave(failed: PostgresWay, error: Error): void {
    const reason = [...causesOf(error)].map(({ message }) => message).findLast((message) => message !== '');
    this.failures.set(error, { server: failed.server, reason: reason ?? error.name });
    if (failed !== this.current) return;
    this.goOn();
    if (this.current.isSecond && !isOfEncryption(error)) this.goOn();
  }

  /** What could not be reached, of an error of a pool; undefined where it is about something else, such as a queue. */
  failureOf(error: Error): FailedWay | undefined {
    return this.failures.get(error) ?? (error.cause instanceof Error ? this.failures.get(error.cause) : undefined);
  }

  private goOn(): void {
    this.position = (this.position + 1) % this.ways.length;
  }
}
