import type { RunSql } from '../storage/Storage';
import type { IndexedKey } from './IndexedKey';
import { OF_ZONE, ORGANIZATION_SHIFT, organizationNumber, ZONE_SHIFT } from './keyNumbers';
import { keyText, MAX_SCOPE_SETS, OTHER_SETS } from './keyText';
import { zoneOf } from './nameZones';

/** A row of `$2`, its zone and its count first, as a number of the index. */
const NUMBER = `($1 << ${ORGANIZATION_SHIFT}) | ((value ->> 0) << ${ZONE_SHIFT}) | (value ->> 1)`;
/** Pages of the index that are tidied with each batch: searches get slower with each batch that lies by itself. */
const MERGE = `INSERT INTO "api_key_text" ("api_key_text", "rank") VALUES ('merge', 200)`;

/** Adds keys of an organization to the index of SQLite. */
export async function addToSqliteIndex(
  sql: RunSql,
  organizationId: string,
  keys: readonly IndexedKey[],
): Promise<void> {
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
  await sql(MERGE, []);
}

/** The numbers of the sets of scopes that these keys have; new ones are written down, as long as there is room. */
async function scopeSets(
  sql: RunSql,
  organizationId: string,
  keys: readonly IndexedKey[],
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
  keys: readonly IndexedKey[],
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
