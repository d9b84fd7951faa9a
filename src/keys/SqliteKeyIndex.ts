import type { CandidateIndex, NextCandidate } from '../storage/CandidateIndex';
import type { KeysetPosition } from '../storage/KeysetOrder';
import type { RunSql, SqlValue, Storage } from '../storage/Storage';
import { type Condition, ofOrganization, whereOf } from '../storage/select';
import { indexWaitingKeys } from './indexApiKeys';
import type { KeySearch } from './KeySearch';
import { OF_ORGANIZATION, OF_ZONE, ORGANIZATION_SHIFT, organizationNumber, ZONE_BITS, ZONE_SHIFT } from './keyNumbers';
import { OTHER_SETS, SCOPE_SET_SQL, textQuery } from './keyText';
import { endOfZone, startOfZone, zoneOf } from './nameZones';

/** Units: sets of scopes that are asked for at once. */
const MAX_ASKED_SETS = 100;
const SETS_WITH = `"api_key_scope_set" WHERE "organizationId" = ? AND instr("scopes", ?) > 0`;
/** What stands before all ids. */
const BEFORE_IDS = '';

/** The keys that a search of SQLite's index finds, and those that wait for it. Source: decision 073. */
export class SqliteKeyIndex implements CandidateIndex {
  readonly ids: CandidateIndex['ids'];
  private readonly organization: number;

  private constructor(
    private readonly search: KeySearch,
    private readonly query: Pick<Condition, 'sql' | 'values'>,
  ) {
    const { organizationId } = search;
    this.organization = organizationNumber(organizationId);
    const own = `"rowid" BETWEEN ? << ${ORGANIZATION_SHIFT} AND (? << ${ORGANIZATION_SHIFT}) | ${OF_ORGANIZATION}`;
    this.ids = {
      sql: `SELECT "candidate" FROM (
        SELECT "keyId" AS "candidate"
        FROM "api_key_text" CROSS JOIN "api_key_indexed" ON "number" = "api_key_text"."rowid"
        WHERE "api_key_text" MATCH ${query.sql} AND "api_key_text".${own}
        UNION ALL SELECT "keyId" FROM "api_key_unindexed" WHERE "organizationId" = ?)`,
      values: [...query.values, this.organization, this.organization, organizationId],
    };
  }

  /** The index for a search; null where it cannot help, or too many keys wait for it yet. */
  static async of(storage: Storage, search: KeySearch): Promise<SqliteKeyIndex | null> {
    const { organizationId, text, scope } = search;
    const terms = textQuery(text ?? '');
    if (scope === null && terms === '') return null;
    if (!(await indexWaitingKeys(storage, organizationId))) return null;
    if (scope !== null && (await areFewSets(storage.sql, organizationId, scope))) {
      return new SqliteKeyIndex(search, scopeQuery(search, scope, terms));
    }
    return terms === '' ? null : new SqliteKeyIndex(search, { sql: '?', values: [terms] });
  }

  async next(sql: RunSql, column: string, isAscending: boolean, from: KeysetPosition | null): Promise<NextCandidate> {
    if (column !== '"sortName"') return null;
    const name = from === null ? null : String(from[0]);
    const zone = name === null ? null : zoneOf(name);
    // Waiting keys are asked for first: a key that comes into the index in between is seen twice, not missed.
    const zones = [await this.waitingZone(sql, isAscending, name), await this.indexedZone(sql, isAscending, zone)];
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
    const start = `(? << ${ORGANIZATION_SHIFT}) | (? << ${ZONE_SHIFT})`;
    const isFound = { ...this.query, sql: `"api_key_text" MATCH ${this.query.sql}` };
    const isBetween = {
      sql: `"rowid" BETWEEN ${start} AND ${start} | ${OF_ZONE}`,
      values: [this.organization, low, this.organization, high],
    };
    const values: SqlValue[] = [];
    const [row] = await sql<{ zone: number }>(
      `SELECT ("rowid" >> ${ZONE_SHIFT}) & ${ZONE_BITS} AS "zone" FROM ${whereOf('"api_key_text"', [isFound, isBetween], values)}
       ORDER BY "rowid" ${isAscending ? 'ASC' : 'DESC'} LIMIT 1`,
      values,
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

/** Whether so few sets of an organization have a scope that all can be asked for. */
async function areFewSets(sql: RunSql, organizationId: string, scope: string): Promise<boolean> {
  const sets = await sql(
    `SELECT 1 FROM ${SETS_WITH.replace('?', '$1').replace('?', '$2')} LIMIT ${MAX_ASKED_SETS + 1}`,
    [organizationId, ` ${scope} `],
  );
  return sets.length <= MAX_ASKED_SETS;
}

/**
 * What to ask the index for: keys with some terms, and a set that has a scope. The statement itself reads which sets these
 * are, so that it sees each new set together with the keys that have it.
 */
function scopeQuery({ organizationId }: KeySearch, scope: string, terms: string): Pick<Condition, 'sql' | 'values'> {
  const sets = `SELECT ${OTHER_SETS} AS "number" UNION ALL SELECT "number" FROM ${SETS_WITH}`;
  return {
    sql: `(SELECT ? || '(' || group_concat('"' || ${SCOPE_SET_SQL} || '"', ' OR ') || ')' FROM (${sets}))`,
    values: [terms === '' ? '' : `${terms} AND `, organizationId, ` ${scope} `],
  };
}
