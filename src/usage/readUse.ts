import { chunksOf } from '../storage/chunksOf';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql, SqlValue } from '../storage/Storage';
import { keysOfOwners } from './keysOfOwners';
import { BUCKET_MS, bucketStartOf, UsageBucket } from './UsageBucket';
import type { UsageWindow } from './UsageWindow';
import type { UseOwners } from './UseOwners';

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
const MAX_ROWS = 5_000;
/** Units: keys that one statement asks for. */
const MAX_KEYS = 200;
/** How much longer each slice is than one before it that had few rows. */
const GROWTH = 4;

const SUMS = `
  CAST(SUM(u."requestCount") AS bigint) AS "requests", CAST(SUM(u."refusedCount") AS bigint) AS "refused",
  CAST(SUM(u."failedCount") AS bigint) AS "failed", CAST(SUM(u."cost") AS bigint) AS "cost",
  MIN(u."firstUsedAt") AS "firstUsedAt", MAX(u."lastUsedAt") AS "lastUsedAt", COUNT(*) AS "rowCount"`;

/** The tables, and how long the times are that a row of each counts. */
const TABLES = [
  { table: 'usage_hour', time: 'u."hourAt"', bucket: UsageBucket.HOUR },
  { table: 'usage_day', time: 'u."dayAt"', bucket: UsageBucket.DAY },
] as const;

/**
 * Adds up what was used in a time. Whatever was counted in an hour that the time touches is added, and in a day of which no
 * hours are kept. No statement adds up much more than `MAX_ROWS`: others have their turn in between. Source: decision 118.
 */
export async function readUse(sql: RunSql, owners: UseOwners, window: UsageWindow, group: UseGroup): Promise<UseSums> {
  const sums = new Map<string, Map<string, UseSum>>(owners.ids.map((id) => [id, new Map()]));
  const add = (rows: readonly Row[], ownerOf: (id: string) => string | undefined): void => {
    for (const { ownerId, part, rowCount: _rowCount, ...sum } of rows) {
      const known = sums.get(ownerOf(ownerId) ?? '');
      known?.set(`${part}`, sumOf(known.get(`${part}`), sum));
    }
  };
  if (owners.ids.length === 0) return sums;
  // Key by key, each slice would answer every key: slices of few keys are longer.
  if (owners.owner === 'ORGANIZATION' && group !== 'KEY') {
    await eachSlice(sql, 'u."organizationId"', owners.ids, window, group, (rows) => add(rows, (id) => id));
    return sums;
  }
  const keys = await keysOfOwners(sql, owners);
  for (const some of chunksOf([...keys.keys()], MAX_KEYS)) {
    await eachSlice(sql, 'u."apiKeyId"', some, window, group, (rows) => add(rows, (id) => keys.get(id)));
  }
  return sums;
}

async function eachSlice(
  sql: RunSql,
  column: string,
  ids: readonly string[],
  window: UsageWindow,
  group: UseGroup,
  found: (rows: readonly Row[]) => void,
): Promise<void> {
  if (ids.length === 0) return;
  for (const { table, time, bucket } of TABLES) {
    const part = partOf(group, time);
    const text = `
      SELECT ${column} AS "ownerId", ${part} AS "part", ${SUMS} FROM "${table}" u
      WHERE ${column} IN (${numberedPlaces(ids, 3)}) AND ${time} >= $1 AND ${time} < $2
      GROUP BY ${column}, ${part}`;
    const read = (start: number, end: number): Promise<readonly Row[]> =>
      sql<Row>(text, [start, end, ...(ids as readonly SqlValue[])]);
    const from = bucketStartOf(bucket, window.from);
    for await (const rows of slices(from, window.until, BUCKET_MS[bucket], read)) found(rows);
  }
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

function partOf(group: UseGroup, time: string): string {
  if (group === 'OPERATION') return 'u."operationId"';
  if (group === 'KEY') return 'u."apiKeyId"';
  // A bucket that is shorter than what a row counts holds nothing of it: a series says so by null.
  return `${time} / ${BUCKET_MS[group]} * ${BUCKET_MS[group]}`;
}

/** Reads a time from its end backwards, in slices that are the shorter the more rows there are. */
async function* slices(
  from: number,
  until: number,
  unitMs: number,
  read: (start: number, end: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let lengthMs = unitMs;
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
