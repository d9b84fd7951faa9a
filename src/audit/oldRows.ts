import type { AuditEvent } from '../events/AuditEvent';
import { newSalts } from '../events/auditLeaf';
import { EVENT_SEVERITIES, EVENTS, type EventName } from '../events/catalogue';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql } from '../storage/Storage';
import { madeLeaf } from './madeLeaf';

/** What a row of an earlier version is given when it is sealed. */
export interface Adopted {
  readonly severity: number;
  readonly salts: string;
  readonly leaf: string;
}

/** Reads rows of earlier versions, and makes their salts and leaves. Shape: by id; without those of which none can be made. */
export async function oldRows(sql: RunSql, ids: readonly string[]): Promise<ReadonlyMap<string, Adopted>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<AuditEvent>(`SELECT * FROM "audit_event" WHERE "id" IN (${numberedPlaces(ids)})`, ids);
  const adopted = new Map<string, Adopted>();
  for (const row of rows) {
    const given = adopt(row);
    if (given) adopted.set(row.id, given);
  }
  return adopted;
}

function adopt(row: AuditEvent): Adopted | null {
  const given = { severity: severityOf(row.type), salts: newSalts() };
  const leaf = madeLeaf({ ...row, ...given });
  return leaf === null ? null : { ...given, leaf };
}

/** Of a name that the catalogue no longer has: that of daily work. */
function severityOf(type: string): number {
  return Object.hasOwn(EVENTS, type) ? EVENT_SEVERITIES.indexOf(EVENTS[type as EventName].severity) : 0; // It was just looked up.
}
