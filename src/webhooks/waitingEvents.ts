import { LOGGED_COLUMNS, type LoggedRow } from '../auditEvents/LOGGED_COLUMNS';
import type { RunSql, SqlValue } from '../storage/Storage';
import { typesOf, type Webhook } from './Webhook';

/** Units: entries of the log that one statement looks at, and events that it reads. */
const MAX_LOOKED_AT = 1_000;
const MAX_READ = 20;

/** The event that has a receiver of its own. */
export const TEST_EVENT = 'webhook.tested';

/** What waits for a webhook. */
export interface WaitingEvents {
  /** In their order. */
  readonly events: readonly (LoggedRow & { readonly sequence: number })[];
  /** The entry behind those that were looked at. */
  readonly nextSequence: number;
}

/**
 * Reads the next events of the log that a webhook is to be sent, from one entry on. Entries are looked at once they are sealed:
 * then their order is settled. @param size how many entries the log has
 */
export async function waitingEvents(sql: RunSql, webhook: Webhook, from: number, size: number): Promise<WaitingEvents> {
  const end = Math.min(from + MAX_LOOKED_AT, size);
  const types = typesOf(webhook);
  const values: SqlValue[] = [webhook.organizationId, from, end, webhook.id, ...(types ?? [])];
  const wanted =
    types === null ? '' : `AND "type" IN ('${TEST_EVENT}', ${types.map((_type, index) => `$${index + 5}`).join(', ')})`;
  const events = await sql<LoggedRow & { sequence: number }>(
    `SELECT ${LOGGED_COLUMNS} FROM "audit_event"
     WHERE "organizationId" = $1 AND "sequence" >= $2 AND "sequence" < $3 ${wanted}
       AND ("type" <> '${TEST_EVENT}' OR "targetId" = $4)
     ORDER BY "sequence" LIMIT ${MAX_READ}`,
    values,
  );
  const last = events.at(-1);
  return { events, nextSequence: last && events.length === MAX_READ ? last.sequence + 1 : end };
}
