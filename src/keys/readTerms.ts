import { DEFAULT_TERMS, type PolicyTerms } from '../access/PolicyTerms';
import type { RunSql, SqlValue } from '../storage/Storage';

const READ = `
  SELECT "maxLifetimeDays", "grantableScopes", "allowsAllScopes", "maxKeysPerOwner", "requiresNote", "disableUnusedAfterDays",
         "enforcedFrom"
  FROM "key_policy" WHERE "organizationId" = $1`;

/** What the key policy of an organization asks of its keys; one look at an index, in the transaction that makes a key. */
export async function readTerms(sql: RunSql, organizationId: string): Promise<PolicyTerms> {
  const [row] = await sql<TermsRow>(READ, [organizationId]);
  return row === undefined ? DEFAULT_TERMS : termsOf(row);
}

/** The terms as columns. Shape: scopes with a space between them; 1 or 0 for yes or no. */
export type TermsRow = { readonly [Column in keyof PolicyTerms]: SqlValue } & {
  readonly maxLifetimeDays: number;
  readonly grantableScopes: string | null;
  readonly maxKeysPerOwner: number | null;
  readonly disableUnusedAfterDays: number | null;
  readonly enforcedFrom: number | null;
};

/** The terms of a row. */
export function termsOf(row: TermsRow): PolicyTerms {
  return {
    maxLifetimeDays: row.maxLifetimeDays,
    grantableScopes: row.grantableScopes === null ? null : row.grantableScopes.split(' '),
    allowsAllScopes: row.allowsAllScopes === 1,
    maxKeysPerOwner: row.maxKeysPerOwner,
    requiresNote: row.requiresNote === 1,
    disableUnusedAfterDays: row.disableUnusedAfterDays,
    enforcedFrom: row.enforcedFrom,
  };
}
