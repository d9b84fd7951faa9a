import { Pool, type PoolClient } from 'pg';
import { StatementError } from './failures';
import type { FailedWay, PostgresServers } from './PostgresServers';
import { PostgresSession, type SessionOptions } from './PostgresSession';
import type { ConnectionCounts } from './Writer';

/** How a request for a session is answered. */
type Told = (error: Error | undefined, session: PoolClient | undefined, release: (error?: unknown) => void) => void;

/**
 * A pool of sessions. Where an address lists several servers, it hands out those of the one that takes writes. Sessions at
 * the one before are ended where they would be handed out: what is read there may be older than what was written since.
 */
export class PostgresPool extends Pool {
  private readonly servers: SessionOptions['servers'];

  constructor(options: SessionOptions) {
    // The pool hands its options, the servers included, to each session. Its types know a client of pg's own options alone.
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
    let endedCount = 0;
    let firstError: Error | undefined;
    const attempt = (): void => {
      super.connect((error, session, release) => {
        if (isElsewhere(session, servers)) {
          release(true);
          endedCount += 1;
          // There are no more that were open before. Beyond that, the server changes all the time.
          if (endedCount <= this.options.max) return attempt();
          return told(new StatementError({ message: 'the server changes', code: '57P03' }), undefined, release);
        }
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

/** What of a pool is in use now. */
export function connectionsOf({ totalCount, idleCount, waitingCount }: Pool): ConnectionCounts {
  return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
}

/** Whether a session is at another server than the one where sessions are opened now. */
function isElsewhere(session: PoolClient | undefined, { current }: PostgresServers): boolean {
  return session instanceof PostgresSession && session.way.server !== current.server;
}

/** Shape: the code of a server that cannot be connected to now. */
function noneOf(failures: readonly FailedWay[]): StatementError {
  const reasons = failures.map(({ server, reason }) => `${server}: ${reason}`);
  return new StatementError({ message: `no server takes writes: ${reasons.join('; ')}`, code: '57P03' });
}
