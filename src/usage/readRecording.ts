import type { RunSql, SqlValue } from '../storage/Storage';
import type { UsageGap } from './UsageGap';
import type { UsageWindow } from './UsageWindow';
import { ofOwners, type UseOwner } from './UseOwner';

/** Units: gaps of one owner that are told, the newest. */
const MAX_GAPS = 100;

/** Since when use is counted; `now` where that has not begun. Units: epoch milliseconds. */
export async function readRecordedSince(sql: RunSql, now: number): Promise<number> {
  const [row] = await sql<{ recordedSince: number }>('SELECT "recordedSince" FROM "usage_recording"', []);
  return row?.recordedSince ?? now;
}

/**
 * The gaps of some owners in a time: those that may concern any key, and those of their keys. Shape: by owner, in the order of
 * time.
 */
export async function readGaps(
  sql: RunSql,
  owner: UseOwner,
  ids: readonly string[],
  { from, until }: UsageWindow,
): Promise<ReadonlyMap<string, readonly UsageGap[]>> {
  const columns = 'u."id", u."apiKeyId", u."fromAt", u."toAt", u."reason"';
  const inTime = 'u."toAt" > $1 AND u."fromAt" < $2 ORDER BY u."toAt" DESC';
  const shared = await sql<UsageGap>(
    `SELECT ${columns} FROM "usage_gap" u WHERE u."apiKeyId" IS NULL AND ${inTime} LIMIT ${MAX_GAPS}`,
    [from, until],
  );
  const own = ofOwners(owner, 'usage_gap', ids, 3);
  const gaps =
    ids.length === 0
      ? []
      : await sql<UsageGap & { ownerId: string }>(
          `SELECT ${own.id} AS "ownerId", ${columns} FROM ${own.from} AND ${inTime} LIMIT ${MAX_GAPS * ids.length}`,
          [from, until, ...(ids as readonly SqlValue[])],
        );
  const byOwner = new Map<string, UsageGap[]>(ids.map((id) => [id, [...shared]]));
  for (const gap of gaps) byOwner.get(gap.ownerId)?.push(gap);
  // Fields of another name than the column's are read from an object of the class.
  return new Map([...byOwner].map(([id, some]) => [id, inOrder(some)]));
}

function inOrder(gaps: readonly UsageGap[]): UsageGap[] {
  return gaps.toSorted((one, other) => one.fromAt - other.fromAt || one.toAt - other.toAt).slice(-MAX_GAPS);
}
