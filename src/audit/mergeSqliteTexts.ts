import type { RunSql } from '../storage/Storage';

/** Units: pages of the index that one step merges, about 10 ms. */
const STEP_PAGES = 100;
/** A negative number has all pieces be merged into one; what goes on with that takes a positive one. Source: FTS5, section 6.9. */
const BEGIN = `INSERT INTO "audit_text" ("audit_text", "rank") VALUES ('merge', -${STEP_PAGES})`;
const GO_ON = `INSERT INTO "audit_text" ("audit_text", "rank") VALUES ('merge', ${STEP_PAGES})`;
const COUNT = 'SELECT total_changes() AS "count"';

/**
 * Merges the pieces of SQLite's index of texts into one, a step at a time: a search opens each piece, for each of its trigrams.
 * Shape: whether anything is left to merge. @param isFirst of the steps
 */
export async function mergeSqliteTexts(sql: RunSql, isFirst: boolean): Promise<boolean> {
  const changeCount = async (): Promise<number> => (await sql<{ count: number }>(COUNT, []))[0]?.count ?? 0;
  const before = await changeCount();
  await sql(isFirst ? BEGIN : GO_ON, []);
  return (await changeCount()) - before > 1; // A step with nothing to do changes one row.
}
