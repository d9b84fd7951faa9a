import type { AuditEvent } from '../events/AuditEvent';
import { EVENT_SEVERITIES } from '../events/catalogue';
import { summaryOf } from '../events/summaryOf';
import { instantText } from '../scalars/DateTime';

/** With what a cell begins that a spreadsheet takes for a formula; some take full-width signs, too. Source: OWASP, CSV injection. */
const FORMULA = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

const COLUMNS: readonly (readonly [name: string, cell: (row: AuditEvent) => string | number | null])[] = [
  ['sequence', (row) => row.sequence],
  ['id', (row) => row.id],
  ['at', (row) => instantText(row.at)],
  ['type', (row) => row.type],
  ['severity', (row) => EVENT_SEVERITIES[row.severity ?? 0] ?? null],
  ['outcome', (row) => row.outcome],
  ['summary', summaryOf],
  ['codes', (row) => row.codes],
  ['actorKind', (row) => row.actorKind],
  ['actorId', (row) => row.actorId],
  ['actorName', (row) => row.actorName],
  ['targetType', (row) => row.targetType],
  ['targetId', (row) => row.targetId],
  ['targetName', (row) => row.targetName],
  ['processId', (row) => row.processId],
  ['changes', (row) => row.changes],
  ['address', (row) => row.address],
  ['userAgent', (row) => row.userAgent],
  ['requestId', (row) => row.requestId],
  ['count', (row) => row.count],
  ['firstAt', (row) => (row.firstAt === null ? null : instantText(row.firstAt))],
  ['leaf', (row) => row.leaf],
];

/** The first line of an export as CSV. Source: RFC 4180. */
export const CSV_HEADER = lineOf(COLUMNS.map(([name]) => name));

/** A row as a line of CSV. Shape: each cell is quoted, and none is a formula. Source: RFC 4180. */
export function csvOf(row: AuditEvent): string {
  return lineOf(COLUMNS.map(([, cell]) => `${cell(row) ?? ''}`));
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${neutral(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** A text that no spreadsheet computes: an apostrophe goes before what would be a formula. */
function neutral(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}
