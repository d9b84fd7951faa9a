import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql, SqlValue } from '../storage/Storage';
import type { UsageGap } from './UsageGap';
import type { UsageWindow } from './UsageWindow';
import type { UseOwner, UseOwners } from './UseOwners';

/** Units: gaps of one owner that are told, the newest. */
const MAX_GAPS = 100;

const OWNER_IDS: Readonly<Record<UseOwner, string>> = {
  KEY: 'u."apiKeyId"',
  PROCESS: 'k."processId"',
  ORGANIZATION: 'k."organizationId"',
};

/** Since when use is counted; `now` where that has not begun. Units: epoch milliseconds. */
export async function readRecordedSince(sql: RunSql, now: number): Promise<number> {
  const [row] = await sql<{ recordedSince: number | null }>(
    'SELECT MIN("recordedSince") AS "recordedSince" FROM "usage_recording"',
    [],
  );
  return row?.recordedSince ?? now;
}

/**
 * The gaps of some owners in a time: those that may concern any key, and those of their keys. Shape: by owner, in the order of
 * time.
 */
export async function readGaps(
  sql: RunSql,
  { owner, ids }: UseOwners,
  { from, until }: UsageWindow,
): Promise<ReadonlyMap<string, readonly UsageGap[]>> {
  const byOwner = new Map<string, UsageGap[]>(ids.map((id) => [id, []]));
  // Of each process there are few gaps: its keys are looked up for them, and not the other way round.
  const gaps = await sql<UsageGap & { ownerId: string | null }>(
    `SELECT ${OWNER_IDS[owner]} AS "ownerId", u."id", u."apiKeyId", u."fromAt", u."toAt", u."reason"
     FROM "usage_gap" u LEFT JOIN "api_key" k ON k."id" = u."apiKeyId"
     WHERE u."toAt" > $1 AND u."fromAt" < $2 AND (u."apiKeyId" IS NULL OR ${OWNER_IDS[owner]} IN (${numberedPlaces(ids, 3)}))
     ORDER BY u."toAt" DESC LIMIT ${MAX_GAPS * ids.length}`,
    [from, until, ...(ids as readonly SqlValue[])],
  );
  for (const gap of gaps) {
    const concerned = gap.apiKeyId === null ? [...byOwner.values()] : [byOwner.get(gap.ownerId ?? '')];
    for (const some of concerned) some?.push(gap);
  }
  return new Map([...byOwner].map(([id, some]) => [id, inOrder(some)]));
}

function inOrder(gaps: readonly UsageGap[]): UsageGap[] {
  return gaps.toSorted((one, other) => one.fromAt - other.fromAt || one.toAt - other.toAt).slice(-MAX_GAPS);
}
