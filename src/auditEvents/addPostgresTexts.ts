import { termsArray } from '../keys/addToPostgresIndex';
import { allTrigramsOf } from '../keys/keyText';
import type { RunSql } from '../storage/Storage';
import type { IndexedText } from './indexAuditTexts';

const INSERT = `INSERT INTO "audit_text" ("organizationId", "sequence", "terms")
  SELECT $1, (value ->> 0)::bigint, (value ->> 1)::integer[] FROM json_array_elements($2::json) AS value
  ON CONFLICT ("organizationId", "sequence") DO UPDATE SET "terms" = excluded."terms"`;

/** Adds rows of an organization's log to the index of PostgreSQL. */
export async function addPostgresTexts(
  sql: RunSql,
  organizationId: string,
  _number: number,
  texts: readonly IndexedText[],
): Promise<void> {
  const rows = texts.map(({ sequence, text }) => [sequence, termsArray(organizationId, allTrigramsOf(text))]);
  await sql(INSERT, [organizationId, JSON.stringify(rows)]);
}
