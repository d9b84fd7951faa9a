import { isIP } from 'node:net';
import { EVENT_SEVERITIES, EVENTS, type EventDefinition, type EventSeverity } from '../events/catalogue';
import type { EventChange } from '../events/Happened';
import { isWritten } from '../events/isWritten';
import { parsedOr } from '../events/parsedOr';
import { summaryOf } from '../events/summaryOf';
import { isErased, unlessErased } from '../events/unlessErased';
import type { LoggedRow } from './LOGGED_COLUMNS';
import type { LoggedEvent } from './LoggedEvent';
import { readableRow } from './readableRow';

const DEFINITIONS: Readonly<Record<string, EventDefinition>> = EVENTS;

/** A row of the audit log as the graph shows it. */
export function loggedEventOf(stored: LoggedRow): LoggedEvent {
  const row = readableRow(stored);
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
    changes: changesOf(row),
    codes: codes === '' ? [] : codes.split(','),
    address: address !== null && isIP(address) !== 0 ? address : null,
    userAgent: unlessErased(row, 'userAgent'),
    requestId: requestId === '' ? null : requestId,
  };
}

/** Rows of earlier versions get theirs when they are sealed. */
function severityOf({ type, severity }: LoggedRow): EventSeverity {
  const known = severity === null ? undefined : EVENT_SEVERITIES[severity];
  return known ?? (Object.hasOwn(DEFINITIONS, type) ? DEFINITIONS[type]?.severity : undefined) ?? 'INFO';
}

/** Those that can be shown: all of what a server wrote, and after an erasure those that no person wrote. */
function changesOf(row: LoggedRow): EventChange[] {
  const changes = parsedOr(row.changes, []);
  const known = Array.isArray(changes) ? changes.filter(isChange) : [];
  return isErased(row, 'target') ? known.filter(({ field }) => !isWritten(row.targetType, field)) : known;
}

function isChange(value: unknown): value is EventChange {
  if (typeof value !== 'object' || value === null) return false;
  const { field, before = null, after = null } = value as Partial<Record<keyof EventChange, unknown>>; // Parsed: of any shape.
  return typeof field === 'string' && [before, after].every((each) => each === null || typeof each === 'string');
}
