import { dayOf } from '../keys/KeyGap';
import { Remembered } from '../Remembered';
import type { RunSql } from '../storage/Storage';
import type { CountedUse } from './CountedUse';
import { ENDPOINT_OPERATIONS } from './ENDPOINT_OPERATIONS';
import type { UsedOperation } from './UsedOperation';
import { asRows, inOrder, rowsOfKeys, upsertRows } from './usageStatements';

/** Units: operations of one key that have rows of their own. */
export const MAX_OPERATIONS = 256;
/** Units: operations of keys of which it is remembered that they have rows. */
const MAX_REMEMBERED = 50_000;

const OTHER = ENDPOINT_OPERATIONS.other;
const COUNT = 'SELECT "apiKeyId", COUNT(*) AS "count" FROM "usage_key_operation" WHERE "apiKeyId"';
const LIST = 'SELECT "apiKeyId", "operationId" FROM "usage_key_operation" WHERE "apiKeyId"';
const USED_AGAIN = `"lastUsedAt" = excluded."lastUsedAt" WHERE "usage_key_operation"."lastUsedAt" < excluded."lastUsedAt"`;

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
  private readonly written = new Remembered<string, true>(MAX_REMEMBERED);

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
    await upsertRows(sql, 'usage_key_operation', asRows(inOrder(kept)), ['apiKeyId', 'operationId'], USED_AGAIN);
    const settled = refused.size === 0 ? uses : uses.map((use) => (refused.has(nameOf(use)) ? asOther(use) : use));
    const ids = new Set(settled.map(({ operationId }) => operationId).filter((id) => !this.written.get(id)));
    await this.writeOperations(sql, ids, operations);
    const remember = (): void => {
      for (const [name, { lastUsedAt }] of kept) this.pairs.keep(name, dayOf(lastUsedAt));
      for (const id of ids) this.written.keep(id, true);
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

  private writeOperations(
    sql: RunSql,
    ids: ReadonlySet<string>,
    operations: ReadonlyMap<string, UsedOperation>,
  ): Promise<void> {
    const rows = new Map<string, UsedOperation>();
    for (const id of ids) {
      const operation = operations.get(id) ?? (id === OTHER.id ? OTHER : undefined);
      if (operation) rows.set(id, operation);
    }
    return upsertRows(sql, 'usage_operation', asRows(inOrder(rows)), ['id'], null);
  }
}

function nameOf({ apiKeyId, operationId }: Pair): string {
  return `${apiKeyId} ${operationId}`;
}

function asOther(use: CountedUse): CountedUse {
  return { ...use, operationId: OTHER.id };
}
