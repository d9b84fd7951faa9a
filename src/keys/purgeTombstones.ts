import type { Job } from '../jobs/Job';
import type { Storage } from '../storage/Storage';
import { RESTORABLE_MS } from './returnFaults';

/** Units: tombstones that one transaction purges. */
const BATCH_SIZE = 250;

/** In the words of a partial index, which holds what is still to be purged. */
const NAMED = `"deletedAt" IS NOT NULL AND "name" <> '' AND "deletedAt" <= $1`;
const FIND = `SELECT 1 AS "found" FROM "api_key" WHERE ${NAMED} LIMIT 1`;
const PURGE = `
  UPDATE "api_key" SET "name" = '', "sortName" = '', "note" = NULL, "endNote" = NULL
  WHERE "id" IN (SELECT "id" FROM "api_key" WHERE ${NAMED} ORDER BY "deletedAt" LIMIT $2)`;

/**
 * The job that takes names and notes from keys that can no longer be restored: people write what they like there. Searches
 * forget them, too. Ids, digests and who made what stay, so that uses of old secrets are recognised. Source: decision 091.
 */
export function purgeTombstones(storage: Storage): Job {
  return {
    name: 'purge-tombstones',
    everyMs: 60_000,
    isForOne: true,
    run: async (now, stop) => {
      const values = [now - RESTORABLE_MS];
      while (!stop.aborted && (await storage.sql(FIND, values)).length > 0) {
        await storage.write(({ sql }) => sql(PURGE, [...values, BATCH_SIZE]));
      }
    },
  };
}
