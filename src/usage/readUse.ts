import { DAY_MS } from '../clock';
import type { RunSql, SqlValue } from '../storage/Storage';
import { BUCKET_MS, bucketStartOf, UsageBucket } from './UsageBucket';
import type { UsageWindow } from './UsageWindow';
import { ofOwners, type UseOwner } from './UseOwner';

/** What was counted. Units: epoch milliseconds, `cost` in points. */
export interface UseSum {
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
  readonly cost: number;
  readonly firstUsedAt: number;
  readonly lastUsedAt: number;
}

/** By what the use of an owner is told apart. */
export type UseGroup = 'OPERATION' | 'KEY' | UsageBucket;

/** The sums of each owner. Shape: by owner, then by operation, key, or the beginning of the hour or day. */
export type UseSums = ReadonlyMap<string, ReadonlyMap<string, UseSum>>;

interface Row extends UseSum {
  readonly ownerId: string;
  readonly part: string | number;
  readonly rowCount: number;
}

/** Units: rows that one statement should add up at most; of one hour it adds up whatever there is. */
const MAX_ROWS = 20_000;
/** How much longer each slice is than one before it that had few rows. */
const GROWTH = 4;

const SUMS = `
  CAST(SUM(u."requestCount") AS bigint) AS "requests", CAST(SUM(u."refusedCount") AS bigint) AS "refused",
  CAST(SUM(u."failedCount") AS bigint) AS "failed", CAST(SUM(u."cost") AS bigint) AS "cost",
  MIN(u."firstUsedAt") AS "firstUsedAt", MAX(u."lastUsedAt") AS "lastUsedAt", COUNT(*) AS "rowCount"`;
/** Somebody asked whether a value of the key works: that is no request of the key. */
const ASKED_ABOUT = `(SELECT "id" FROM "usage_operation" WHERE "kind" = 'INTROSPECTED')`;

/** The tables, and how long the times are that a row of each counts. */
const TABLES = [
  { table: 'usage_hour', column: 'u."hourAt"', bucket: UsageBucket.HOUR },
  { table: 'usage_day', column: 'u."dayAt"', bucket: UsageBucket.DAY },
] as const;

/**
 * Adds up what was used in a time. Whatever was counted in an hour that the time touches is added, and in a day of which no
 * hours are kept. No statement adds up much more than `MAX_ROWS`: others have their turn in between. Source: decision 118.
 */
export async function readUse(
  sql: RunSql,
  owner: UseOwner,
  ids: readonly string[],
  window: UsageWindow,
  group: UseGroup,
): Promise<UseSums> {
  const sums = new Map<string, Map<string, UseSum>>(ids.map((id) => [id, new Map()]));
  if (ids.length === 0) return sums;
  for (const { table, column, bucket } of TABLES) {
    const { id, from } = ofOwners(owner, table, ids, 3);
    const part = partOf(group, column);
    const operations = group === 'OPERATION' ? '' : ` AND u."operationId" NOT IN ${ASKED_ABOUT}`;
    const text = `
      SELECT ${id} AS "ownerId", ${part} AS "part", ${SUMS} FROM ${from} AND ${column} >= $1 AND ${column} < $2${operations}
      GROUP BY ${id}, ${part}`;
    const read = (start: number, end: number): Promise<readonly Row[]> =>
      sql<Row>(text, [start, end, ...(ids as readonly SqlValue[])]);
    for await (const rows of slices(bucketStartOf(bucket, window.from), window.until, BUCKET_MS[bucket], read)) {
      for (const row of rows) add(sums.get(row.ownerId), `${row.part}`, row);
    }
  }
  return sums;
}

/** Two sums in one. */
export function sumOf(one: UseSum | undefined, other: UseSum): UseSum {
  if (one === undefined) return other;
  return {
    requests: one.requests + other.requests,
    refused: one.refused + other.refused,
    failed: one.failed + other.failed,
    cost: one.cost + other.cost,
    firstUsedAt: Math.min(one.firstUsedAt, other.firstUsedAt),
    lastUsedAt: Math.max(one.lastUsedAt, other.lastUsedAt),
  };
}

function add(sums: Map<string, UseSum> | undefined, part: string, row: Row): void {
  const { requests, refused, failed, cost, firstUsedAt, lastUsedAt } = row;
  sums?.set(part, sumOf(sums.get(part), { requests, refused, failed, cost, firstUsedAt, lastUsedAt }));
}

function partOf(group: UseGroup, column: string): string {
  if (group === 'OPERATION') return 'u."operationId"';
  if (group === 'KEY') return 'u."apiKeyId"';
  // A bucket that is shorter than what a row counts holds nothing of it: a series says so by null.
  return `${column} / ${BUCKET_MS[group]} * ${BUCKET_MS[group]}`;
}

/** Reads a time from its end backwards, in slices that are the shorter the more rows there are. */
async function* slices(
  from: number,
  until: number,
  unitMs: number,
  read: (start: number, end: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let lengthMs = Math.max(unitMs, DAY_MS);
  for (let end = until; end > from; ) {
    const start = Math.max(from, Math.floor((end - lengthMs) / unitMs) * unitMs);
    const rows = await read(start, end);
    yield rows;
    end = start;
    const rowCount = rows.reduce((sum, row) => sum + row.rowCount, 0);
    if (rowCount * GROWTH < MAX_ROWS) lengthMs *= GROWTH;
    else if (rowCount > MAX_ROWS) lengthMs = Math.max(unitMs, Math.floor(lengthMs / GROWTH / unitMs) * unitMs);
  }
}
