import type { CandidateIndex, NextCandidate } from '../storage/CandidateIndex';
import type { KeysetPosition } from '../storage/KeysetOrder';
import type { RunSql, SqlValue, Storage } from '../storage/Storage';
import { ofOrganization, whereOf } from '../storage/select';
import { indexWaitingKeys } from './indexApiKeys';
import type { KeySearch } from './KeySearch';
import { OF_ORGANIZATION, OF_ZONE, ORGANIZATION_SHIFT, organizationNumber, ZONE_BITS, ZONE_SHIFT } from './keyNumbers';
import { keyTextQuery, OTHER_SETS, trigramsOf } from './keyText';
import { endOfZone, startOfZone, zoneOf } from './nameZones';

/** Units: sets of scopes that are asked for at once. */
const MAX_ASKED_SETS = 100;
/** What stands before all ids. */
const BEFORE_IDS = '';

/** The keys that a search of SQLite's index finds, and those that wait for it. Source: decision 073. */
export class SqliteKeyIndex implements CandidateIndex {
  readonly ids: CandidateIndex['ids'];
  private readonly organization: number;

  private constructor(
    private readonly search: KeySearch,
    private readonly query: string,
  ) {
    const { organizationId } = search;
    this.organization = organizationNumber(organizationId);
    const own = `"rowid" BETWEEN ? << ${ORGANIZATION_SHIFT} AND (? << ${ORGANIZATION_SHIFT}) | ${OF_ORGANIZATION}`;
    this.ids = {
      sql: `SELECT "candidate" FROM (
        SELECT "keyId" AS "candidate"
        FROM "api_key_text" CROSS JOIN "api_key_indexed" ON "number" = "api_key_text"."rowid"
        WHERE "api_key_text" MATCH ? AND "api_key_text".${own}
        UNION ALL SELECT "keyId" FROM "api_key_unindexed" WHERE "organizationId" = ?)`,
      values: [query, this.organization, this.organization, organizationId],
    };
  }

  /** The index for a search; null where it cannot help, or too many keys wait for it yet. */
  static async of(storage: Storage, search: KeySearch): Promise<SqliteKeyIndex | null> {
    const { organizationId, text, scope } = search;
    if (scope === null && trigramsOf(text ?? '').length === 0) return null;
    if (!(await indexWaitingKeys(storage, organizationId))) return null;
    const sets = scope === null ? null : await scopeSetsWith(storage.sql, organizationId, scope);
    const query = keyTextQuery(text, sets);
    return query === null ? null : new SqliteKeyIndex(search, query);
  }

  async next(sql: RunSql, column: string, isAscending: boolean, from: KeysetPosition | null): Promise<NextCandidate> {
    if (column !== '"sortName"') return null;
    const name = from === null ? null : String(from[0]);
    const zone = name === null ? null : zoneOf(name);
    const zones = [await this.indexedZone(sql, isAscending, zone), await this.waitingZone(sql, isAscending, name)];
    const found = zones.filter((each) => each !== null);
    if (found.length === 0) return 'NONE';
    const nearest = isAscending ? Math.min(...found) : Math.max(...found);
    if (nearest === zone) return null;
    if (isAscending) return [startOfZone(nearest), BEFORE_IDS];
    const end = endOfZone(nearest);
    return end === null ? null : [end, BEFORE_IDS];
  }

  /** The nearest zone, that of the position included, in which the index finds a key. */
  private async indexedZone(sql: RunSql, isAscending: boolean, zone: number | null): Promise<number | null> {
    const [low, high] = isAscending ? [zone ?? 0, ZONE_BITS] : [0, zone ?? ZONE_BITS];
    const start = `($2 << ${ORGANIZATION_SHIFT}) | ($3 << ${ZONE_SHIFT})`;
    const end = `($2 << ${ORGANIZATION_SHIFT}) | ($4 << ${ZONE_SHIFT}) | ${OF_ZONE}`;
    const [row] = await sql<{ zone: number }>(
      `SELECT ("rowid" >> ${ZONE_SHIFT}) & ${ZONE_BITS} AS "zone" FROM "api_key_text"
       WHERE "api_key_text" MATCH $1 AND "rowid" BETWEEN ${start} AND ${end}
       ORDER BY "rowid" ${isAscending ? 'ASC' : 'DESC'} LIMIT 1`,
      [this.query, this.organization, low, high],
    );
    return row?.zone ?? null;
  }

  /** The zone of the nearest key that waits for the index, and is searched for; few wait. */
  private async waitingZone(sql: RunSql, isAscending: boolean, name: string | null): Promise<number | null> {
    const values: SqlValue[] = [];
    const isWaiting = ofOrganization(this.search, '"api_key_unindexed"."organizationId"');
    const isBeyond = { sql: `"sortName" ${isAscending ? '>' : '<'}= ?`, values: name === null ? [] : [name] };
    const where = [isWaiting, ...(name === null ? [] : [isBeyond]), ...this.search.conditions];
    const from = whereOf('"api_key_unindexed" CROSS JOIN "api_key" ON "id" = "keyId"', where, values);
    const [row] = await sql<{ sortName: string }>(
      `SELECT "sortName" FROM ${from} ORDER BY "sortName" ${isAscending ? 'ASC' : 'DESC'} LIMIT 1`,
      values,
    );
    return row === undefined ? null : zoneOf(row.sortName);
  }
}

/** The sets of an organization that have a scope, or may; null where they are too many to ask for. */
async function scopeSetsWith(sql: RunSql, organizationId: string, scope: string): Promise<number[] | null> {
  const sets = await sql<{ number: number }>(
    `SELECT "number" FROM "api_key_scope_set" WHERE "organizationId" = $1 AND instr("scopes", $2) > 0 LIMIT $3`,
    [organizationId, ` ${scope} `, MAX_ASKED_SETS + 1],
  );
  return sets.length > MAX_ASKED_SETS ? null : [OTHER_SETS, ...sets.map(({ number }) => number)];
}
