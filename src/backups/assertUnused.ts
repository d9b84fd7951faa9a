import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '../errors';
import type { RunSql } from '../storage/Storage';

/** How long a session that is ending is waited for. Units: looks, and milliseconds between them. */
const LOOKS = 5;
const PAUSE_MS = 200;

interface Session {
  readonly pid: number;
  readonly program: string | null;
  readonly address: string | null;
}

// A plain role sees another's session without its kind, but with its role, which an autovacuum has not.
const SESSIONS = `
  SELECT "pid", "application_name" AS "program", host("client_addr") AS "address" FROM pg_stat_activity
  WHERE "datname" = current_database() AND "pid" <> pg_backend_pid() AND "usesysid" IS NOT NULL
    AND COALESCE("backend_type", 'client backend') = 'client backend'
  ORDER BY "pid"`;

/** Errors: a `StartError` that says who else uses the PostgreSQL database. */
export async function assertUnused(sql: RunSql): Promise<void> {
  let sessions = await sql<Session>(SESSIONS, []);
  for (let looks = 1; sessions.length > 0 && looks < LOOKS; looks += 1) {
    await delay(PAUSE_MS);
    await sql('SELECT pg_stat_clear_snapshot()', []); // Within a transaction the first look would be repeated.
    sessions = await sql<Session>(SESSIONS, []);
  }
  if (sessions.length === 0) return;
  const who = sessions
    .slice(0, LOOKS)
    .map(({ pid, program, address }) => `${pid} (${program || 'unnamed'}${address === null ? '' : ` at ${address}`})`);
  throw new StartError(
    `The database is used by ${sessions.length === 1 ? 'session' : 'sessions'} ${who.join(', ')}: stop every server and whatever else is connected, then try again. Nothing was changed.`,
  );
}
