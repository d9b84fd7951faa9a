import type { AuditEvent } from '../events/AuditEvent';
import type { RunSql, SqlValue } from '../storage/Storage';

/** What sealing reads of a row that a program of this version wrote. */
export type UnsealedRow = Pick<AuditEvent, 'organizationId' | 'id' | 'leaf' | 'mac'>;

/** How many rows are sealed together. Units: rows: as many as take about 5 milliseconds. */
export const CHUNK_ROWS = 256;

/** Rows whose ids lie between two texts. */
export interface IdSpan {
  readonly from: string;
  readonly to: string;
}

const read = (condition: string): string => `
  SELECT "organizationId", "id", "leaf", "mac" FROM "audit_event"
  WHERE "sequence" IS NULL AND ${condition} LIMIT ${CHUNK_ROWS}`;
const spanned = (first: number): string => `"id" >= $${first} AND "id" < $${first + 1} AND `;
const ofServer = (span: string): string => read(`${span}"organizationId" IS NULL AND "id" > $1 ORDER BY "id"`);
const ofOrganizations = (span: string): string =>
  read(`${span}("organizationId", "id") > ($1, $2) ORDER BY "organizationId", "id"`);
const OF_SERVER = { all: ofServer(''), spanned: ofServer(spanned(2)) };
const OF_ORGANIZATIONS = { all: ofOrganizations(''), spanned: ofOrganizations(spanned(3)) };

/**
 * The committed rows that are not sealed, each once, by organization and id. Shape: chunks that a seal takes whole.
 * @param span which of them; null: all
 */
export async function* unsealedRows(sql: RunSql, span: IdSpan | null): AsyncGenerator<readonly UnsealedRow[]> {
  const kind = span === null ? 'all' : 'spanned';
  const values = span === null ? [] : [span.from, span.to];
  yield* chunks(sql, OF_SERVER[kind], values, [''], ({ id }) => [id]);
  yield* chunks(sql, OF_ORGANIZATIONS[kind], values, ['', ''], ({ organizationId, id }) => [organizationId, id]);
}

/** Rows that are not sealed though they were met are not met again. */
async function* chunks(
  sql: RunSql,
  statement: string,
  values: readonly SqlValue[],
  start: readonly SqlValue[],
  placeOf: (row: UnsealedRow) => readonly SqlValue[],
): AsyncGenerator<readonly UnsealedRow[]> {
  let place: readonly SqlValue[] | null = start;
  while (place !== null) {
    const rows: readonly UnsealedRow[] = await sql<UnsealedRow>(statement, [...place, ...values]);
    const last = rows.at(-1);
    if (rows.length > 0) yield rows;
    place = last && rows.length === CHUNK_ROWS ? placeOf(last) : null;
  }
}
