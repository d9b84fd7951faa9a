import { setImmediate } from 'node:timers/promises';
import { DAY_MS } from '../clock';
import type { Job } from '../jobs/Job';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { Storage, Transaction } from '../storage/Storage';
import { countsAdded } from './usageStatements';

/** For how many days hours, networks and days are kept. */
export const HOUR_DAYS = 90;
export const DAY_DAYS = 400;

/** Units: keys of one transaction: SQLite writes in the thread that answers requests. */
const MAX_KEYS = 100;

const COUNTS = '"requestCount", "refusedCount", "failedCount", "cost", "firstUsedAt", "lastUsedAt"';
const OLDEST = 'SELECT "hourAt" FROM "usage_hour" WHERE "hourAt" < $1 ORDER BY "hourAt" LIMIT 1';
const SOME_KEYS = `SELECT DISTINCT "apiKeyId" FROM "usage_hour" WHERE "hourAt" = $1 LIMIT ${MAX_KEYS}`;
const add = (isMeant: string): string => `
  INSERT INTO "usage_day" ("apiKeyId", "dayAt", "secretNumber", "operationId", "organizationId", ${COUNTS})
  SELECT "apiKeyId", "hourAt" - "hourAt" % ${DAY_MS}, "secretNumber", "operationId", "organizationId", ${COUNTS}
  FROM "usage_hour" WHERE ${isMeant}
  ON CONFLICT ("apiKeyId", "dayAt", "secretNumber", "operationId") DO UPDATE SET ${countsAdded('usage_day')}`;

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
      await setImmediate(); // Requests have their turn.
    }
  }
}

/** Some keys of an hour in one transaction: what they used is in one of the two tables at any time. */
async function rollUp({ sql }: Transaction, hourAt: number): Promise<void> {
  const keys = (await sql<{ apiKeyId: string }>(SOME_KEYS, [hourAt])).map(({ apiKeyId }) => apiKeyId);
  if (keys.length === 0) return;
  const isMeant = `"hourAt" = $1 AND "apiKeyId" IN (${numberedPlaces(keys, 2)})`;
  await sql(add(isMeant), [hourAt, ...keys]);
  await sql(`DELETE FROM "usage_hour" WHERE ${isMeant}`, [hourAt, ...keys]);
}
