import { PostgresSession, type SessionOptions } from './PostgresSession';

const END = 'SELECT pg_terminate_backend("pid") FROM pg_stat_activity WHERE "pid" = $1 AND "usename" = current_user';

/**
 * Ends the server's side of a session that does not answer. A COMMIT that waits for a synchronous standby heeds neither
 * `statement_timeout` nor that its client has gone: such sessions would pile up until the server takes no more.
 * Errors: none; a server that is out of reach ends them by itself.
 * @param options those of the session
 */
export async function endBackend({ way, backendId }: PostgresSession, options: SessionOptions): Promise<void> {
  if (options.servers.current !== way) return; // Its number means another session elsewhere.
  const other = new PostgresSession(options);
  try {
    await other.connect();
    await other.query(END, [backendId]);
  } catch {
    // Nothing is lost: the caller has its failure already.
  } finally {
    await other.end().catch(() => undefined);
  }
}
