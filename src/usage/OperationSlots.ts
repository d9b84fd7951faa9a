import { dayOf } from '../keys/KeyGap';
import { Remembered } from '../Remembered';
import type { RunSql } from '../storage/Storage';
import type { CountedUse } from './CountedUse';
import { ENDPOINT_OPERATIONS } from './ENDPOINT_OPERATIONS';
import type { UsageOperation } from './UsageOperation';
import type { UsedOperation } from './UsedOperation';
import { asRows, inOrder, rowsOfKeys, upsertRows } from './usageStatements';

/** Units: operations of one key that have rows of their own. */
export const MAX_OPERATIONS = 256;
/** Units: operations of keys of which it is remembered that they have rows. */
const MAX_REMEMBERED = 50_000;

const OTHER = ENDPOINT_OPERATIONS.other;
const COUNT = 'SELECT "apiKeyId", COUNT(*) AS "count" FROM "usage_key_operation" WHERE "apiKeyId"';
const LIST = 'SELECT "apiKeyId", "operationId" FROM "usage_key_operation" WHERE "apiKeyId"';
const usedAgain = (table: string): string =>
  `"lastUsedAt" = excluded."lastUsedAt" WHERE "${table}"."lastUsedAt" < excluded."lastUsedAt"`;

interface Pair {
  readonly apiKeyId: string;
  readonly operationId: string;
}

/** What was settled in a transaction, to be remembered once it is committed. */
export interface SettledOperations {
  readonly uses: readonly CountedUse[];
  readonly remember: () => void;
}

/** Gives the operations of a key rows of their own, up to the greatest number; further ones become one. Source: decision 116. */
export class OperationSlots {
  /** Shape: of each pair the day on which it was written down. */
  private readonly pairs = new Remembered<string, number>(MAX_REMEMBERED);
  /** Shape: of each operation the day on which it was written down. */
  private readonly written = new Remembered<string, number>(MAX_REMEMBERED);

  /** Writes down the operations of uses. Shape: the uses, of which some are now of `other`. */
  async settle(
    sql: RunSql,
    uses: readonly CountedUse[],
    operations: ReadonlyMap<string, UsedOperation>,
  ): Promise<SettledOperations> {
    const news = new Map<string, Pair & { lastUsedAt: number }>();
    for (const { apiKeyId, operationId, lastUsedAt } of uses) {
      const name = nameOf({ apiKeyId, operationId });
      if ((this.pairs.get(name) ?? 0) < dayOf(lastUsedAt)) news.set(name, { apiKeyId, operationId, lastUsedAt });
    }
    if (news.size === 0) return { uses, remember: () => undefined };
    const refused = await this.refusedOf(sql, news);
    for (const { apiKeyId, operationId } of news.values()) {
      // An operation of which nothing is known was defined where its journal was torn.
      if (!operations.has(operationId)) refused.add(nameOf({ apiKeyId, operationId }));
    }
    const kept = new Map([...news].filter(([name]) => !refused.has(name)));
    await upsertRows(
      sql,
      'usage_key_operation',
      asRows(inOrder(kept)),
      ['apiKeyId', 'operationId'],
      usedAgain('usage_key_operation'),
    );
    const settled = refused.size === 0 ? uses : uses.map((use) => (refused.has(nameOf(use)) ? asOther(use) : use));
    const days = this.newDaysOf(settled);
    await writeOperations(sql, days, operations);
    const remember = (): void => {
      for (const [name, { lastUsedAt }] of kept) this.pairs.keep(name, dayOf(lastUsedAt));
      for (const [id, day] of days) this.written.keep(id, day);
    };
    return { uses: settled, remember };
  }

  /** The names of those for which there is no room. */
  private async refusedOf(sql: RunSql, news: ReadonlyMap<string, Pair>): Promise<Set<string>> {
    const wanted = new Map<string, string[]>();
    for (const [name, { apiKeyId }] of news) wanted.set(apiKeyId, [...(wanted.get(apiKeyId) ?? []), name]);
    const counts = await rowsOfKeys<{ apiKeyId: string; count: number }>(
      sql,
      COUNT,
      [...wanted.keys()],
      'GROUP BY "apiKeyId"',
    );
    const countOf = new Map(counts.map(({ apiKeyId, count }) => [apiKeyId, Number(count)]));
    const full = [...wanted].filter(([id, names]) => (countOf.get(id) ?? 0) + names.length > MAX_OPERATIONS);
    const present = await rowsOfKeys<Pair>(
      sql,
      LIST,
      full.map(([id]) => id),
    );
    const known = new Set(present.map(nameOf));
    return new Set(
      full.flatMap(([id, names]) => {
        const room = Math.max(MAX_OPERATIONS - (countOf.get(id) ?? 0), 0);
        return names.filter((name) => !known.has(name)).slice(room);
      }),
    );
  }

  /** The operations that were not written down on the day of their use yet. Shape: the day by id. */
  private newDaysOf(uses: readonly CountedUse[]): ReadonlyMap<string, number> {
    const days = new Map<string, number>();
    for (const { operationId, lastUsedAt } of uses) {
      const day = dayOf(lastUsedAt);
      if ((this.written.get(operationId) ?? 0) < day) days.set(operationId, Math.max(days.get(operationId) ?? 0, day));
    }
    return days;
  }
}

/** A row that is there is kept for longer: its lock has whoever removes old rows look at it again. */
function writeOperations(
  sql: RunSql,
  days: ReadonlyMap<string, number>,
  operations: ReadonlyMap<string, UsedOperation>,
): Promise<void> {
  const rows = new Map<string, UsageOperation>();
  for (const [id, lastUsedAt] of days) {
    const operation = operations.get(id) ?? (id === OTHER.id ? OTHER : undefined);
    if (operation) rows.set(id, { ...operation, lastUsedAt });
  }
  return upsertRows(sql, 'usage_operation', asRows(inOrder(rows)), ['id'], usedAgain('usage_operation'));
}

function nameOf({ apiKeyId, operationId }: Pair): string {
  return `${apiKeyId} ${operationId}`;
}

function asOther(use: CountedUse): CountedUse {
  return { ...use, operationId: OTHER.id };
}
