import { Pool, type PoolClient } from 'pg';
import { StatementError } from './failures';
import type { FailedWay } from './PostgresServers';
import { PostgresSession, type SessionOptions } from './PostgresSession';

/** How a request for a session is answered. */
type Told = (error: Error | undefined, session: PoolClient | undefined, release: (error?: unknown) => void) => void;

/** A pool of sessions. Where an address lists several servers, it hands out those of the one that takes writes. */
export class PostgresPool extends Pool {
  private readonly servers: SessionOptions['servers'];

  constructor(options: SessionOptions) {
    // The pool hands its options, the servers included, to each session.
    super({ ...options, Client: PostgresSession as unknown as new () => PostgresSession });
    this.servers = options.servers;
  }

  override connect(): Promise<PoolClient>;
  override connect(told: Told): void;
  override connect(told?: Told): Promise<PoolClient> | undefined {
    if (!told) {
      return new Promise((resolve, reject) => {
        this.connect((error, session) => (session ? resolve(session) : reject(error)));
      });
    }
    if (this.servers.ways.length === 1) super.connect(told);
    else this.tryEach(told);
    return undefined;
  }

  private tryEach(told: Told): void {
    const { servers } = this;
    const first = servers.current;
    const failures: FailedWay[] = [];
    let firstError: Error | undefined;
    const attempt = (): void => {
      super.connect((error, session, release) => {
        const failure = error && servers.failureOf(error);
        if (!failure) return told(error, session, release);
        failures.push(failure);
        firstError ??= error;
        if (servers.current !== first && failures.length < servers.ways.length) return attempt();
        const isOneServer = failures.every(({ server }) => server === failure.server);
        told(isOneServer ? firstError : noneOf(failures), undefined, release);
      });
    };
    attempt();
  }
}

/** Shape: the code of a server that cannot be connected to now. */
function noneOf(failures: readonly FailedWay[]): StatementError {
  const reasons = failures.map(({ server, reason }) => `${server}: ${reason}`);
  return new StatementError({ message: `no server takes writes: ${reasons.join('; ')}`, code: '57P03' });
}
