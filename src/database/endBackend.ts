import { PostgresSession, type SessionOptions } from './PostgresSession';

const END = 'SELECT pg_terminate_backend("pid") FROM pg_stat_activity WHERE "pid" = $1 AND "usename" = current_user';

/**
 * Ends the server's side of a session that does not answer. A COMMIT that waits for a synchronous standby heeds neither
 * `statement_timeout` nor that its client has gone: such sessions would pile up until the server takes no more.
 * Errors: none; a server that is out of reach ends them by itself.
 * @param processId the backend's
 */
export async function endBackend(processId: number, options: SessionOptions): Promise<void> {
  const session = new PostgresSession(options);
  try {
    await session.connect();
    await session.query(END, [processId]);
  } catch {
    // Nothing is lost: whoever waited has been told.
  } finally {
    await session.end().catch(() => undefined);
  }
}
