import type { RunSql, SqlValue, Storage } from '../storage/Storage';
import { type Condition, isOneOf, ofOrganization, whereOf } from '../storage/select';
import { addToPostgresIndex } from './addToPostgresIndex';
import { addToSqliteIndex } from './addToSqliteIndex';
import type { IndexedKey } from './IndexedKey';

/** Units: keys that wait for the index, up to which a search looks at each of them instead. */
export const MAX_WAITING_KEYS = 100;
/** Units: keys that one transaction puts into the index; about 5 ms. */
const BATCH_SIZE = 250;
/** Units: transactions that one search pays for, at most. */
const MAX_BATCHES = 8;

const ADD = { sqlite: addToSqliteIndex, postgres: addToPostgresIndex } as const;
const IS_THE_KEY: Condition = { sql: '"id" = "keyId"', values: [] };

/**
 * Puts keys of an organization that wait for it into the index of searches, unless they are few. Searches pay for
 * the index, creations of keys do not. Shape: whether few are left. Source: decision 073.
 */
export async function indexWaitingKeys(storage: Storage, organizationId: string): Promise<boolean> {
  for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
    if (await areFewWaiting(storage.sql, organizationId)) return true;
    try {
      await storage.write(({ sql }) => indexBatch(storage, sql, organizationId));
    } catch {
      return false; // A read does not depend on whether the database can be written to.
    }
  }
  return areFewWaiting(storage.sql, organizationId);
}

async function areFewWaiting(sql: RunSql, organizationId: string): Promise<boolean> {
  const some = 'SELECT 1 FROM "api_key_unindexed" WHERE "organizationId" = $1 LIMIT $2';
  const [row] = await sql<{ count: number }>(`SELECT COUNT(*) AS "count" FROM (${some})`, [
    organizationId,
    MAX_WAITING_KEYS + 1,
  ]);
  return Number(row?.count) <= MAX_WAITING_KEYS;
}

/** Puts the next keys into the index. */
async function indexBatch({ engine }: Storage, sql: RunSql, organizationId: string): Promise<void> {
  const isWaiting = ofOrganization({ organizationId }, '"api_key_unindexed"."organizationId"');
  const values: SqlValue[] = [BATCH_SIZE];
  const from = whereOf('"api_key_unindexed" CROSS JOIN "api_key"', [isWaiting, IS_THE_KEY], values);
  const select = '"id", "sortName", "user", "scopes" AS "scopesText"';
  const keys = await sql<IndexedKey>(`SELECT ${select} FROM ${from} ORDER BY "keyId" LIMIT $1`, values);
  if (keys.length === 0) return; // Another process was faster.
  await ADD[engine](sql, organizationId, keys);
  const ids = isOneOf(
    '"keyId"',
    keys.map(({ id }) => id),
  );
  const deleted: SqlValue[] = [];
  await sql(
    `DELETE FROM ${whereOf('"api_key_unindexed"', [ofOrganization({ organizationId }), ids], deleted)}`,
    deleted,
  );
}
