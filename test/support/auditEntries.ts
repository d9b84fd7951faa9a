import type { AuditEvent } from '../../src/events/AuditEvent';
import { newSalts } from '../../src/events/auditLeaf';
import { EVENT_SEVERITIES, EVENTS, type EventDefinition } from '../../src/events/catalogue';
import { newId } from '../../src/id';
import { insertRows } from '../../src/storage/insertRows';
import type { Storage } from '../../src/storage/Storage';

const DEFINITIONS: Readonly<Record<string, EventDefinition>> = EVENTS;

/** What of an entry a test says; the rest is an INFO about nothing, done by the server. */
export type EntryWishes = Partial<AuditEvent> & { readonly at: number };

/** A row of the audit log, sealed where a sequence is given. */
export function auditEntry(organizationId: string, wishes: EntryWishes): AuditEvent {
  const type = wishes.type ?? 'process.updated';
  return {
    id: newId(wishes.at),
    organizationId,
    actorKind: 'SYSTEM',
    actorId: null,
    actorName: 'Latchkey',
    type,
    targetType: null,
    targetId: null,
    targetName: null,
    outcome: 'SUCCESS',
    codes: '',
    changes: '[]',
    address: 'server',
    requestId: 'r1',
    count: 1,
    firstAt: null,
    processId: null,
    sequence: null,
    severity: EVENT_SEVERITIES.indexOf(DEFINITIONS[type]?.severity ?? 'INFO'),
    userAgent: null,
    salts: newSalts(),
    leaf: null,
    mac: null,
    erased: null,
    ...wishes,
  };
}

/** Writes entries down as they are. */
export function writeEntries(storage: Storage, entries: readonly AuditEvent[]): Promise<void> {
  return storage.write(({ sql }) =>
    insertRows(
      sql,
      'audit_event',
      entries.map((entry) => ({ ...entry })),
    ),
  );
}

/** Seals an entry as the job of that does, as far as lists can tell. */
export function sealEntry(storage: Storage, id: string, sequence: number): Promise<unknown> {
  return storage.write(({ sql }) => sql('UPDATE "audit_event" SET "sequence" = $1 WHERE "id" = $2', [sequence, id]));
}
