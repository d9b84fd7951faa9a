import { eraseNamed } from '../audit/eraseNamed';
import { TextMerge } from '../audit/TextMerge';
import type { AuditEvent } from '../events/AuditEvent';
import type { PersonalPart } from '../events/auditLeaf';
import type { Job } from '../jobs/Job';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { Storage } from '../storage/Storage';
import { RESTORABLE_MS } from './returnFaults';

/** Units: tombstones that one transaction purges. */
const BATCH_SIZE = 250;
/** In the words of a partial index, which holds what is still to be purged. */
const NAMED = `"deletedAt" IS NOT NULL AND "name" <> '' AND "deletedAt" <= $1`;
const FIND = `SELECT "id", "organizationId" FROM "api_key" WHERE ${NAMED} ORDER BY "deletedAt" LIMIT $2`;

interface Tombstone {
  readonly id: string;
  readonly organizationId: string;
}

/**
 * The job that takes names and notes from keys that can no longer be restored, and from the audit log: people write what they
 * like there. Searches forget them, too. Ids, digests and who made what stay, so that uses of old secrets are recognised.
 * Source: decisions 091 and 106.
 */
export function purgeTombstones(storage: Storage): Job {
  return {
    name: 'purge-tombstones',
    everyMs: 60_000,
    isForOne: true,
    run: async (now, stop) => {
      let purgedCount = 0;
      const values = [now - RESTORABLE_MS, BATCH_SIZE];
      for (let found = await find(storage, values); found.length > 0; found = await find(storage, values)) {
        // The log goes first: a key that has its name still is found again by the next turn.
        for (const { id, organizationId } of found) {
          await eraseNamed(storage, { id, organizationId, partsOf: writtenOn(id) }, stop);
          if (stop.aborted) return;
        }
        await storage.write(({ sql }) =>
          sql(
            purge(found.length),
            found.map(({ id }) => id),
          ),
        );
        purgedCount += found.length;
      }
      if (purgedCount > 0) await new TextMerge(storage).run(stop);
    },
  };
}

function find(storage: Storage, values: readonly number[]): Promise<readonly Tombstone[]> {
  return storage.sql<Tombstone>(FIND, values);
}

function purge(count: number): string {
  const places = numberedPlaces(Array.from({ length: count }));
  return `UPDATE "api_key" SET "name" = '', "sortName" = '', "note" = NULL, "endNote" = NULL WHERE "id" IN (${places})`;
}

/** What a row of the audit log tells of what people wrote on a key. */
function writtenOn(id: string): (row: AuditEvent) => readonly PersonalPart[] {
  return ({ actorId, targetId }) => [
    ...(actorId === id ? (['actor'] as const) : []),
    ...(targetId === id ? (['target'] as const) : []),
  ];
}
