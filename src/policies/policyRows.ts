import type { PolicyTerms } from '../access/PolicyTerms';
import { termsOf } from '../keys/readTerms';
import { insertStatement } from '../storage/insertStatement';
import type { RunSql } from '../storage/Storage';
import { defaultPolicyOf, type KeyPolicy } from './KeyPolicy';

const READ = `
  SELECT "organizationId", "maxLifetimeDays", "defaultLifetimeDays", "grantableScopes" AS "grantableScopesText",
         "allowsAllScopes" AS "allowsAllScopesNumber", "maxKeysPerOwner", "requiresNote" AS "requiresNoteNumber",
         "disableUnusedAfterDays", "noticeDays" AS "noticeDaysText", "onSecretReuse", "enforcedFrom", "updatedAt", "updatedBy",
         "version"
  FROM "key_policy" WHERE "organizationId" = $1`;

/** The key policy of an organization, that of the defaults where it has set none. */
export async function readPolicy(sql: RunSql, organizationId: string): Promise<KeyPolicy> {
  const [row] = await sql<KeyPolicy>(READ, [organizationId]);
  return row ?? defaultPolicyOf(organizationId);
}

/** Writes a key policy down, whether there was one or not. */
export async function writePolicy(sql: RunSql, policy: KeyPolicy): Promise<void> {
  const row = rowOf(policy);
  const columns = Object.keys(row);
  const set = columns.map((column) => `"${column}" = excluded."${column}"`).join(', ');
  const insert = insertStatement('key_policy', columns, 1);
  await sql(`${insert} ON CONFLICT ("organizationId") DO UPDATE SET ${set}`, Object.values(row));
}

/** A policy by the names of its columns. */
export function rowOf(policy: KeyPolicy) {
  const { grantableScopesText, allowsAllScopesNumber, requiresNoteNumber, noticeDaysText, ...rest } = policy;
  return {
    ...rest,
    grantableScopes: grantableScopesText,
    allowsAllScopes: allowsAllScopesNumber,
    requiresNote: requiresNoteNumber,
    noticeDays: noticeDaysText,
  };
}

/** How many days before the end of a key people are notified. */
export function noticeDaysOf({ noticeDaysText }: KeyPolicy): number[] {
  return noticeDaysText.split(',').filter(Boolean).map(Number);
}

/** What a policy asks of keys. */
export function termsOfPolicy(policy: KeyPolicy): PolicyTerms {
  return termsOf(rowOf(policy));
}
