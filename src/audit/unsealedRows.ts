import type { AuditEvent } from '../events/AuditEvent';
import type { RunSql, SqlValue } from '../storage/Storage';

/** What sealing reads of a row that a program of this version wrote. */
export type UnsealedRow = Pick<AuditEvent, 'organizationId' | 'id' | 'leaf' | 'mac'>;

/** How many rows are sealed together. Units: rows: as many as take about 5 milliseconds. */
export const CHUNK_ROWS = 256;

const read = (condition: string): string => `
  SELECT "organizationId", "id", "leaf", "mac" FROM "audit_event"
  WHERE "sequence" IS NULL AND ${condition} LIMIT ${CHUNK_ROWS}`;
const OF_SERVER = read('"organizationId" IS NULL AND "id" > $1 ORDER BY "id"');
const OF_ORGANIZATIONS = read('("organizationId", "id") > ($1, $2) ORDER BY "organizationId", "id"');

/** The committed rows that are not sealed, each once, by organization and id. Shape: chunks that a seal takes whole. */
export async function* unsealedRows(sql: RunSql): AsyncGenerator<readonly UnsealedRow[]> {
  yield* chunks(sql, OF_SERVER, [''], ({ id }) => [id]);
  yield* chunks(sql, OF_ORGANIZATIONS, ['', ''], ({ organizationId, id }) => [organizationId, id]);
}

/** Rows that are not sealed though they were met are not met again. */
async function* chunks(
  sql: RunSql,
  statement: string,
  start: readonly SqlValue[],
  placeOf: (row: UnsealedRow) => readonly SqlValue[],
): AsyncGenerator<readonly UnsealedRow[]> {
  let place: readonly SqlValue[] | null = start;
  while (place !== null) {
    const rows: readonly UnsealedRow[] = await sql<UnsealedRow>(statement, place);
    const last = rows.at(-1);
    if (rows.length > 0) yield rows;
    place = last && rows.length === CHUNK_ROWS ? placeOf(last) : null;
  }
}
