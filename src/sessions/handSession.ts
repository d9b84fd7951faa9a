import type { SessionContext } from '../access/Caller';
import type { StartedSession } from './sessionRows';

/** Hands a new session to the browser, and answers when it ends at the latest. Units: epoch milliseconds. */
export function handSession(session: StartedSession | null, context: SessionContext): number | null {
  if (!session) return null;
  context.setSessionToken(session.token);
  return session.expiresAt;
}
