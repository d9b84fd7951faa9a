import { EVENT_SEVERITIES } from '../events/catalogue';
import { ActorKinds, EventOutcomes } from './eventEnums';
import type { LoggedRow } from './LOGGED_COLUMNS';

/** Units: milliseconds; no instant is further from 1970. */
const MAX_INSTANT = 8.64e15;
const MAX_INT = 2 ** 31 - 1;
/** Units: hexadecimal digits with which an id begins: its instant. */
const INSTANT_DIGITS = 12;

/**
 * A row of which everything can be shown. Where a column holds what no server writes there, it is empty: a page shows the other
 * columns, and the other rows. `latchkey audit verify` finds such a row.
 */
export function readableRow(row: LoggedRow): LoggedRow {
  return isReadable(row) ? row : mended(row);
}

/** Nearly all rows are: they are not copied. */
function isReadable(row: LoggedRow): boolean {
  const texts = [row.actorName, row.type, row.codes, row.changes, row.address, row.requestId];
  const others = [row.actorId, row.targetType, row.targetId, row.targetName, row.userAgent, row.erased];
  return (
    texts.every(isText) &&
    others.every((value) => value === null || isText(value)) &&
    isInstant(row.at) &&
    Object.hasOwn(ActorKinds, row.actorKind) &&
    Object.hasOwn(EventOutcomes, row.outcome) &&
    Number.isSafeInteger(row.count) &&
    (row.sequence === null || isSequence(row.sequence)) &&
    (row.severity === null || isSeverity(row.severity))
  );
}

function mended(row: LoggedRow): LoggedRow {
  return {
    ...row,
    at: isInstant(row.at) ? row.at : instantOf(row.id),
    actorKind: Object.hasOwn(ActorKinds, row.actorKind) ? row.actorKind : 'ANONYMOUS',
    actorId: textOf(row.actorId),
    actorName: textOf(row.actorName) ?? '',
    type: textOf(row.type) ?? '',
    targetType: isText(row.targetType) ? row.targetType : null,
    targetId: textOf(row.targetId),
    targetName: textOf(row.targetName),
    // As its sentence tells it.
    outcome: Object.hasOwn(EventOutcomes, row.outcome) ? row.outcome : 'REFUSED',
    codes: textOf(row.codes) ?? '',
    changes: textOf(row.changes) ?? '',
    address: textOf(row.address) ?? '',
    requestId: textOf(row.requestId) ?? '',
    count: Number.isSafeInteger(row.count) ? row.count : 1,
    sequence: isSequence(row.sequence) ? row.sequence : null,
    severity: isSeverity(row.severity) ? row.severity : null,
    userAgent: textOf(row.userAgent),
    erased: row.erased === null ? null : (textOf(row.erased) ?? ''),
  };
}

/** SQLite keeps bytes in any column. */
function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function textOf(value: unknown): string | null {
  return isText(value) ? value : null;
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function isInstant(value: unknown): boolean {
  return isBetween(value, -MAX_INSTANT, MAX_INSTANT);
}

function isSequence(value: unknown): boolean {
  return isBetween(value, 0, MAX_INT);
}

function isSeverity(value: unknown): boolean {
  return isBetween(value, 0, EVENT_SEVERITIES.length - 1);
}

function instantOf(id: string): number {
  const instant = Number.parseInt(id.slice(0, INSTANT_DIGITS), 16);
  return isInstant(instant) ? instant : 0;
}
