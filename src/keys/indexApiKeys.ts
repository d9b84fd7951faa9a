import { setTimeout as delay } from 'node:timers/promises';
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
/** Units: milliseconds that a search waits for the index before it walks, and after a failure before the next try. */
const PATIENCE_MS = 500;
const RETRY_MS = 10_000;

const ADD = { sqlite: addToSqliteIndex, postgres: addToPostgresIndex } as const;
const IS_THE_KEY: Condition = { sql: '"id" = "keyId"', values: [] };

/** What puts keys into the index now, by the organization; after a failure it stays for as long as none is tried again. */
const running = new WeakMap<Storage, Map<string, Promise<boolean>>>();

/**
 * Puts keys of an organization that wait for it into the index of searches, unless they are few. Searches pay for
 * the index, creations of keys do not. Nobody waits long for a database that cannot be written to.
 * Shape: whether few are left. Source: decision 074.
 */
export async function indexWaitingKeys(storage: Storage, organizationId: string): Promise<boolean> {
  if (await areFewWaiting(storage.sql, organizationId)) return true;
  const ofStorage = running.get(storage) ?? new Map<string, Promise<boolean>>();
  running.set(storage, ofStorage);
  const indexing = ofStorage.get(organizationId) ?? begin(storage, organizationId, ofStorage);
  return Promise.race([indexing, delay(PATIENCE_MS, false, { ref: false })]);
}

function begin(storage: Storage, organizationId: string, ofStorage: Map<string, Promise<boolean>>): Promise<boolean> {
  const end = (): void => void ofStorage.delete(organizationId);
  const indexing = indexAll(storage, organizationId).then(
    (areFewLeft) => {
      end();
      return areFewLeft;
    },
    () => {
      setTimeout(end, RETRY_MS).unref();
      return false; // A read does not depend on whether the database can be written to.
    },
  );
  ofStorage.set(organizationId, indexing);
  return indexing;
}

async function indexAll(storage: Storage, organizationId: string): Promise<boolean> {
  for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
    await storage.write(({ sql }) => indexBatch(storage, sql, organizationId));
    if (await areFewWaiting(storage.sql, organizationId)) return true;
  }
  return false;
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
  if (keys.length === 0) return forgetUnknownKeys(sql, organizationId);
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

/** Another process was faster, or what waits are no keys: those would be counted for ever. */
async function forgetUnknownKeys(sql: RunSql, organizationId: string): Promise<void> {
  const isUnknown = 'NOT EXISTS (SELECT 1 FROM "api_key" WHERE "id" = "keyId")';
  await sql(`DELETE FROM "api_key_unindexed" WHERE "organizationId" = $1 AND ${isUnknown}`, [organizationId]);
}
