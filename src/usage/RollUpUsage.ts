import { DAY_MS } from '../clock';
import type { Job } from '../jobs/Job';
import type { Storage, Transaction } from '../storage/Storage';
import { countsAdded } from './usageStatements';

/** For how many days hours, networks and days are kept. */
export const HOUR_DAYS = 90;
export const DAY_DAYS = 400;

const COUNTS = '"requestCount", "refusedCount", "failedCount", "cost", "firstUsedAt", "lastUsedAt"';
const OLDEST = 'SELECT "hourAt" FROM "usage_hour" WHERE "hourAt" < $1 ORDER BY "hourAt" LIMIT 1';
const ADD = `
  INSERT INTO "usage_day" ("apiKeyId", "dayAt", "secretNumber", "operationId", "organizationId", ${COUNTS})
  SELECT "apiKeyId", "hourAt" - "hourAt" % ${DAY_MS}, "secretNumber", "operationId", "organizationId", ${COUNTS}
  FROM "usage_hour" WHERE "hourAt" = $1
  ON CONFLICT ("apiKeyId", "dayAt", "secretNumber", "operationId") DO UPDATE SET ${countsAdded('usage_day')}`;
const REMOVE = 'DELETE FROM "usage_hour" WHERE "hourAt" = $1';

/** Adds hours that are old to their days. */
export class RollUpUsage implements Job {
  readonly name = 'roll-up-usage';
  readonly everyMs = 600_000;
  readonly isForOne = true;

  constructor(private readonly storage: Storage) {}

  async run(now: number, stop: AbortSignal): Promise<void> {
    const before = now - (now % DAY_MS) - HOUR_DAYS * DAY_MS;
    while (!stop.aborted) {
      const [oldest] = await this.storage.sql<{ hourAt: number }>(OLDEST, [before]);
      if (!oldest) return;
      await this.storage.write((transaction) => rollUp(transaction, oldest.hourAt));
    }
  }
}

/** An hour in one transaction: it is in one of the two tables at any time. */
async function rollUp({ sql }: Transaction, hourAt: number): Promise<void> {
  await sql(ADD, [hourAt]);
  await sql(REMOVE, [hourAt]);
}
