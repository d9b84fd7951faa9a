import { bySystem } from '../events/bySystem';
import type { Changes } from '../events/Changes';
import type { Job } from '../jobs/Job';
import type { Storage, Transaction } from '../storage/Storage';
import type { ApiKey } from './ApiKey';

/** Units: keys that one transaction reports. */
const MAX_KEYS = 500;

const IS_LIVE = '"deletedAt" IS NULL AND "disabledAt" IS NULL';
/** The versions of peppers are few: each is found by a look at the index that begins with them. */
const NEXT_VERSION = `SELECT MIN("pepperVersion") FROM "api_key" WHERE ${IS_LIVE}`;
const EXPIRED = `
  WITH RECURSIVE "peppers" ("pepper") AS (
    SELECT (${NEXT_VERSION}) UNION ALL
    SELECT (${NEXT_VERSION} AND "pepperVersion" > "pepper") FROM "peppers" WHERE "pepper" IS NOT NULL
  ) SELECT "id", "name", "organizationId", "processId", "expiresAt" FROM "peppers" CROSS JOIN "api_key"
  WHERE "pepperVersion" = "pepper" AND ${IS_LIVE} AND "expiresAt" >= $1 AND "expiresAt" <= $3
    AND ("expiresAt", "id") > ($1, $2)
  ORDER BY "expiresAt", "id" LIMIT ${MAX_KEYS}`;

const READ_MARK = `SELECT "at", "id" FROM "api_key_expiry_told"`;
const FIRST_MARK = 'INSERT INTO "api_key_expiry_told" ("at", "id") VALUES ($1, $2)';
const MOVE_MARK = 'UPDATE "api_key_expiry_told" SET "at" = $1, "id" = $2';
/** What sorts behind every id. */
const BEHIND_IDS = 'g';

type ExpiredKey = Pick<ApiKey, 'id' | 'name' | 'organizationId' | 'processId' | 'expiresAt'>;

/** How far it was told which keys expired. Units: `at` in epoch milliseconds. */
interface Mark {
  readonly at: number;
  readonly id: string;
}

/**
 * Reports each key that expires, once. A key that was disabled or deleted by then ended before, and is not reported. What expired
 * before the first run is past. Source: decision 108.
 */
export class TellExpiredKeys implements Job {
  readonly name = 'tell-expired-keys';
  readonly everyMs = 10_000;
  readonly isForOne = true;

  constructor(
    private readonly storage: Storage,
    private readonly changes: Changes,
  ) {}

  async run(now: number, stop: AbortSignal): Promise<void> {
    const [mark] = await this.storage.sql<Mark>(READ_MARK, []);
    if (mark && (await this.storage.sql(EXPIRED, [mark.at, mark.id, now])).length === 0) return;
    for (let isMore = true; isMore && !stop.aborted; ) {
      isMore = await this.storage.write((transaction) => this.tellSome(transaction, now));
    }
  }

  /** Shape: whether more are to be told. */
  private async tellSome(transaction: Transaction, now: number): Promise<boolean> {
    const { sql } = transaction;
    const [mark] = await sql<Mark>(READ_MARK, []);
    if (!mark) {
      await sql(FIRST_MARK, [now, BEHIND_IDS]);
      return false;
    }
    const keys = await sql<ExpiredKey>(EXPIRED, [mark.at, mark.id, now]);
    const last = keys.at(-1);
    if (!last) return false;
    await sql(MOVE_MARK, [last.expiresAt, last.id]);
    const happened = keys.flatMap((key) =>
      bySystem(key.organizationId, [{ event: 'api_key.expired', target: key, after: key }], now),
    );
    await this.changes.tell(transaction, happened);
    return keys.length === MAX_KEYS;
  }
}
