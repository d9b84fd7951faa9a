import type { AuditEvent } from '../events/AuditEvent';
import { leafOf, newSalts } from '../events/auditLeaf';
import { EVENT_SEVERITIES, EVENTS, type EventName } from '../events/catalogue';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql } from '../storage/Storage';

/** What a row of an earlier version is given when it is sealed. */
export interface Adopted {
  readonly severity: number;
  readonly salts: string;
  readonly leaf: string;
}

/** Reads rows of earlier versions, and makes their salts and leaves. Shape: by id. */
export async function oldRows(sql: RunSql, ids: readonly string[]): Promise<ReadonlyMap<string, Adopted>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<AuditEvent>(`SELECT * FROM "audit_event" WHERE "id" IN (${numberedPlaces(ids)})`, ids);
  return new Map(rows.map((row) => [row.id, adopt(row)]));
}

function adopt(row: AuditEvent): Adopted {
  const given = { severity: severityOf(row.type), salts: newSalts() };
  return { ...given, leaf: leafOf({ ...row, ...given }) };
}

/** Of a name that the catalogue no longer has: that of daily work. */
function severityOf(type: string): number {
  return type in EVENTS ? EVENT_SEVERITIES.indexOf(EVENTS[type as EventName].severity) : 0; // It was just looked up.
}
