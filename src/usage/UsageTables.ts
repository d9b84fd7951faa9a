import { newId } from '../id';
import { insertRow } from '../storage/insertRow';
import type { RunSql, Storage } from '../storage/Storage';
import { addedUse, type CountedUse } from './CountedUse';
import type { JournalMark } from './journalBatch';
import { networkRows } from './networkRows';
import { OperationSlots } from './OperationSlots';
import type { UsedOperation } from './UsedOperation';
import { asRows, countsAdded, inOrder, NETWORK_ADDED, upsertRows } from './usageStatements';

const HOUR_KEYS = ['apiKeyId', 'hourAt', 'secretNumber', 'operationId'];
const NETWORK_KEYS = ['apiKeyId', 'dayAt', 'network'];

const FIRST_MARK = `
  INSERT INTO "usage_journal" ("id", "byteCount", "counted", "readAt") VALUES ($1, $2, $3, $4)
  ON CONFLICT ("id") DO NOTHING RETURNING "id"`;
const NEXT_MARK = `
  UPDATE "usage_journal" SET "byteCount" = $2, "counted" = $3, "readAt" = $4
  WHERE "id" = $1 AND "byteCount" = $5 AND "counted" = $6 RETURNING "id"`;

/** A mark that moves. Shape: `from` is null where nothing of the journal was read before. */
export interface MarkMove {
  readonly journal: string;
  readonly from: JournalMark | null;
  readonly to: JournalMark;
}

/** A time in which use was not all counted. Units: epoch milliseconds, both inclusive. */
export interface NotedGap {
  readonly fromAt: number;
  readonly toAt: number;
  /** Shape: a sentence. */
  readonly reason: string;
}

/** What one transaction writes. */
export interface UsageWrite {
  readonly move: MarkMove;
  readonly uses: readonly CountedUse[];
  readonly operations: ReadonlyMap<string, UsedOperation>;
  readonly gap: NotedGap | null;
}

/** Another process has read the same. */
class MarkMoved extends Error {}

/** Writes counts into the database, with the mark of how far they were read. Source: decision 115. */
export class UsageTables {
  private readonly slots = new OperationSlots();

  constructor(private readonly storage: Storage) {}

  /** Shape: false where another process has moved the mark; then nothing was written. */
  async write({ move, uses, operations, gap }: UsageWrite, now: number): Promise<boolean> {
    let remember = (): void => undefined;
    try {
      await this.storage.write(async ({ sql }) => {
        await moveMark(sql, move, now);
        const settled = await this.slots.settle(sql, uses, operations);
        remember = settled.remember;
        await writeHours(sql, settled.uses);
        await upsertRows(sql, 'usage_network', asRows(await networkRows(sql, uses)), NETWORK_KEYS, NETWORK_ADDED);
        if (gap) await writeGap(sql, gap, now);
      }, 'READ_COMMITTED'); // The mark's row is locked: whoever comes second finds it moved.
    } catch (error) {
      if (error instanceof MarkMoved) return false;
      throw error;
    }
    remember();
    return true;
  }
}

async function moveMark(sql: RunSql, { journal, from, to }: MarkMove, now: number): Promise<void> {
  const values = [journal, to.byteCount, to.counted, now];
  const moved = from ? await sql(NEXT_MARK, [...values, from.byteCount, from.counted]) : await sql(FIRST_MARK, values);
  if (moved.length === 0) throw new MarkMoved();
}

async function writeHours(sql: RunSql, uses: readonly CountedUse[]): Promise<void> {
  const rows = new Map<string, Omit<CountedUse, 'network' | 'userAgent'>>();
  for (const { network: _network, userAgent: _userAgent, ...use } of uses) {
    const name = `${use.apiKeyId} ${use.hourAt} ${use.secretNumber} ${use.operationId}`;
    const earlier = rows.get(name);
    rows.set(name, earlier ? addedUse(earlier, use) : use);
  }
  await upsertRows(sql, 'usage_hour', asRows(inOrder(rows)), HOUR_KEYS, countsAdded('usage_hour'));
}

function writeGap(sql: RunSql, { fromAt, toAt, reason }: NotedGap, now: number): Promise<void> {
  return insertRow(sql, 'usage_gap', { id: newId(now), apiKeyId: null, fromAt, toAt: toAt + 1, reason });
}
