import type { RunSql, Storage } from '../storage/Storage';
import { OF_ZONE, ORGANIZATION_SHIFT, organizationNumber, ZONE_SHIFT } from './keyNumbers';
import { keyText, MAX_SCOPE_SETS, OTHER_SETS } from './keyText';
import { zoneOf } from './nameZones';

/** Units: keys that wait for the index, up to which a search looks at each of them instead. */
export const MAX_WAITING_KEYS = 100;
/** Units: keys that one transaction puts into the index; about 5 ms. */
const BATCH_SIZE = 250;
/** Units: transactions that one search pays for, at most. */
const MAX_BATCHES = 8;

/** A row of `$2`, its zone and its count first, as a number of the index. */
const NUMBER = `($1 << ${ORGANIZATION_SHIFT}) | ((value ->> 0) << ${ZONE_SHIFT}) | (value ->> 1)`;
/** Pages of the index that are tidied with each batch: searches get slower with each batch that lies by itself. */
const MERGE = `INSERT INTO "api_key_text" ("api_key_text", "rank") VALUES ('merge', 200)`;

interface WaitingKey {
  readonly id: string;
  readonly sortName: string;
  readonly user: string;
  readonly scopesText: string;
}

/**
 * Puts keys of an organization that wait for it into the index of SQLite, unless they are few. Those who search pay for
 * the index, those who make keys do not. Shape: whether few are left. Source: decision 073.
 */
export async function indexWaitingKeys(storage: Storage, organizationId: string): Promise<boolean> {
  for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
    if (await areFewWaiting(storage.sql, organizationId)) return true;
    try {
      await storage.write(({ sql }) => indexBatch(sql, organizationId));
    } catch {
      return false; // Who reads does not depend on whether the database can be written to.
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
async function indexBatch(sql: RunSql, organizationId: string): Promise<void> {
  const keys = await sql<WaitingKey>(
    `SELECT "id", "sortName", "user", "scopes" AS "scopesText"
     FROM "api_key_unindexed" CROSS JOIN "api_key" ON "id" = "keyId"
     WHERE "api_key_unindexed"."organizationId" = $1 ORDER BY "keyId" LIMIT $2`,
    [organizationId, BATCH_SIZE],
  );
  const setOf = await scopeSets(sql, organizationId, keys);
  const nextOf = await counters(sql, organizationId, keys);
  const rows = keys.map(({ id, sortName, user, scopesText }) => {
    const zone = zoneOf(sortName);
    return [zone, nextOf(zone), id, keyText(sortName, user, setOf.get(scopesText) ?? OTHER_SETS)];
  });
  const values = [organizationNumber(organizationId), JSON.stringify(rows)];
  await sql(
    `INSERT INTO "api_key_indexed" ("number", "keyId") SELECT ${NUMBER}, value ->> 2 FROM json_each($2)`,
    values,
  );
  await sql(`INSERT INTO "api_key_text" ("rowid", "text") SELECT ${NUMBER}, value ->> 3 FROM json_each($2)`, values);
  await sql(
    `DELETE FROM "api_key_unindexed"
     WHERE "organizationId" = $1 AND "keyId" IN (SELECT value ->> 2 FROM json_each($2))`,
    [organizationId, JSON.stringify(rows)],
  );
  await sql(MERGE, []);
}

/** The numbers of the sets of scopes that these keys have; new ones are written down, as long as there is room. */
async function scopeSets(
  sql: RunSql,
  organizationId: string,
  keys: readonly WaitingKey[],
): Promise<ReadonlyMap<string, number>> {
  const known = await sql<{ number: number; scopes: string }>(
    'SELECT "number", "scopes" FROM "api_key_scope_set" WHERE "organizationId" = $1',
    [organizationId],
  );
  const sets = new Map(known.map(({ number, scopes }) => [scopes, number]));
  const added = [...new Set(keys.map(({ scopesText }) => scopesText))].filter((scopes) => !sets.has(scopes));
  for (const scopes of added.slice(0, MAX_SCOPE_SETS - sets.size)) {
    const number = sets.size + 1;
    sets.set(scopes, number);
    await sql('INSERT INTO "api_key_scope_set" ("organizationId", "number", "scopes") VALUES ($1, $2, $3)', [
      organizationId,
      number,
      scopes,
    ]);
  }
  return sets;
}

/** What counts the keys of each zone of these, from the last one that is there. */
async function counters(
  sql: RunSql,
  organizationId: string,
  keys: readonly WaitingKey[],
): Promise<(zone: number) => number> {
  const zones = [...new Set(keys.map(({ sortName }) => zoneOf(sortName)))];
  const start = `($1 << ${ORGANIZATION_SHIFT}) | (value << ${ZONE_SHIFT})`;
  const last = `SELECT MAX("number") FROM "api_key_indexed" WHERE "number" BETWEEN ${start} AND ${start} | ${OF_ZONE}`;
  const counts = await sql<{ zone: number; last: number | null }>(
    `SELECT value AS "zone", (${last}) & ${OF_ZONE} AS "last" FROM json_each($2)`,
    [organizationNumber(organizationId), JSON.stringify(zones)],
  );
  const lastOf = new Map(counts.map(({ zone, last: count }) => [zone, count ?? 0]));
  return (zone) => {
    const next = (lastOf.get(zone) ?? 0) + 1;
    lastOf.set(zone, next);
    return next;
  };
}
