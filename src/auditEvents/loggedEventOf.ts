import { isIP } from 'node:net';
import type { AuditEvent } from '../events/AuditEvent';
import { EVENT_SEVERITIES, EVENTS, type EventDefinition, type EventSeverity } from '../events/catalogue';
import type { EventChange } from '../events/Happened';
import { summaryOf } from '../events/summaryOf';
import { unlessErased } from '../events/unlessErased';
import type { LoggedEvent } from './LoggedEvent';

const DEFINITIONS: Readonly<Record<string, EventDefinition>> = EVENTS;

/** A row of the audit log as the graph shows it. */
export function loggedEventOf(row: AuditEvent): LoggedEvent {
  const { id, sequence, at, type, outcome, actorKind, actorId, targetType, targetId, codes, requestId } = row;
  const address = unlessErased(row, 'address');
  return {
    id,
    sequence,
    at,
    type,
    severity: severityOf(row),
    outcome,
    summary: summaryOf(row),
    actor: { kind: actorKind, id: actorId, name: unlessErased(row, 'actorName') },
    target: targetId === null ? null : { type: targetType ?? '', id: targetId, name: unlessErased(row, 'targetName') },
    changes: JSON.parse(row.changes) as EventChange[], // Written by `auditWriter`; erasure leaves those that nobody wrote.
    codes: codes === '' ? [] : codes.split(','),
    address: address !== null && isIP(address) !== 0 ? address : null,
    userAgent: unlessErased(row, 'userAgent'),
    requestId: requestId === '' ? null : requestId,
  };
}

/** Rows of earlier versions get theirs when they are sealed. */
function severityOf({ type, severity }: AuditEvent): EventSeverity {
  const known = severity === null ? undefined : EVENT_SEVERITIES[severity];
  return known ?? (Object.hasOwn(DEFINITIONS, type) ? DEFINITIONS[type]?.severity : undefined) ?? 'INFO';
}
