import type { RunSql } from '../storage/Storage';
import type { IndexedText } from './IndexedText';

/** Units: bits of the sequence in the number of a row, above which one says that it is late. The organization is above both. */
export const SEQUENCE_BITS = 39;
/** Pages of the index that are tidied with each batch: searches get slower with each batch that lies by itself. */
const MERGE = `INSERT INTO "audit_text" ("audit_text", "rank") VALUES ('merge', 400)`;
/**
 * Numbers are put together in SQL: JavaScript's are not exact beyond 53 bits. The newest row has the lowest: FTS5 reads from low
 * to high several times faster than the other way. Source: decision 107.
 */
const NUMBER = `($1 << ${SEQUENCE_BITS + 1}) | ((value ->> 0) << ${SEQUENCE_BITS}) | (${2 ** SEQUENCE_BITS - 1} - (value ->> 1))`;

/** Adds rows of an organization's log to the index of SQLite. @param number that of the organization */
export async function addSqliteTexts(
  sql: RunSql,
  _organizationId: string,
  number: number,
  texts: readonly IndexedText[],
): Promise<void> {
  // In the order of their numbers: FTS5 begins anew where one is lower than the one before.
  const sorted = texts.toSorted(
    (one, other) => Number(one.isLate) - Number(other.isLate) || other.sequence - one.sequence,
  );
  const rows = sorted.map(({ isLate, sequence, text }) => [isLate ? 1 : 0, sequence, text]);
  await sql(`INSERT INTO "audit_text" ("rowid", "text") SELECT ${NUMBER}, value ->> 2 FROM json_each($2)`, [
    number,
    JSON.stringify(rows),
  ]);
  await sql(MERGE, []);
}
