import type { RunSql } from '../storage/Storage';

const LEFT = `SELECT "purpose" FROM "audit_opening" WHERE "purpose" IN ('ERASURE', 'RETENTION') ORDER BY "purpose"`;

/** What to do about an opening that was left. */
export const CLOSE_OPENINGS =
  'Run DELETE FROM "audit_opening" on the database, run `latchkey audit verify` for each organization, and look who writes to the database.';

/**
 * What rows of the audit log may be changed for by anybody who reaches the database. The program writes an opening and removes
 * it within one transaction, so one that can be read was left by another hand. Shape: `ERASURE`, `RETENTION`. Source: decision 106.
 */
export async function leftOpenings(sql: RunSql): Promise<readonly string[]> {
  return (await sql<{ purpose: string }>(LEFT, [])).map(({ purpose }) => purpose);
}

/** Says so. Shape: a sentence. */
export function openingSentence(purposes: readonly string[]): string {
  return `The audit log is open to changes, for ${purposes.join(' and ')}: the row in audit_opening is none that this program left.`;
}
