import { setTimeout as delay } from 'node:timers/promises';
import { TextMerge } from '../audit/TextMerge';
import type { RunSql, Storage } from '../storage/Storage';
import { indexTextBatch } from './indexTextBatch';
import { WAITS_FOR_INDEX } from './WAITS_FOR_INDEX';

/** Units: rows that wait for the index, up to which a search looks at each of them instead. */
export const MAX_WAITING_ROWS = 100;
/** Units: transactions of a search one after the other. Behind them others have half of the time. */
const MAX_BATCHES = 8;
const RESTS_PER_BATCH = 1;
/** Units: milliseconds that a search waits for the index before it walks, and after a failure before the next try. */
const PATIENCE_MS = 500;
const RETRY_MS = 10_000;

/** What came of it: few waited, or they are in the index now, or too many wait yet. */
export type Indexing = 'NONE_WAITED' | 'INDEXED' | 'BEHIND';

/** What puts rows into the index now, by the organization; after a failure it stays for as long as none is tried again. */
const running = new WeakMap<Storage, Map<string, Promise<void>>>();

/**
 * Puts rows of an organization's log that wait for it into the index of texts, unless they are few. Searches pay for the index,
 * changes do not; it goes on at rest where a search does not wait for all of it.
 * Source: decisions 074 and 107.
 */
export async function indexAuditTexts(storage: Storage, organizationId: string): Promise<Indexing> {
  if (await areFewWaiting(storage.sql, organizationId)) return 'NONE_WAITED';
  const ofStorage = running.get(storage) ?? new Map<string, Promise<void>>();
  running.set(storage, ofStorage);
  const indexing = ofStorage.get(organizationId) ?? begin(storage, organizationId, ofStorage);
  await Promise.race([indexing, delay(PATIENCE_MS, undefined, { ref: false })]);
  return (await areFewWaiting(storage.sql, organizationId)) ? 'INDEXED' : 'BEHIND';
}

function begin(storage: Storage, organizationId: string, ofStorage: Map<string, Promise<void>>): Promise<void> {
  const end = (): void => void ofStorage.delete(organizationId);
  const indexing = indexAll(storage, organizationId).then(end, () => {
    setTimeout(end, RETRY_MS).unref(); // A read does not depend on whether the database can be written to.
  });
  ofStorage.set(organizationId, indexing);
  return indexing;
}

/** After many batches, and after an erasure, the index of SQLite is merged, unless further rows wait by then. */
async function indexAll(storage: Storage, organizationId: string): Promise<void> {
  const isErased = await isAnyWaitingAgain(storage.sql, organizationId);
  const merge = new TextMerge(storage);
  let batches = 0;
  for (;;) {
    const begunAt = performance.now();
    if (!(await areFewWaiting(storage.sql, organizationId))) {
      await storage.write(({ sql }) => indexTextBatch(storage, sql, organizationId));
      batches += 1;
    } else if (!(isErased || batches > MAX_BATCHES) || !(await merge.step())) return;
    const restMs = batches <= MAX_BATCHES ? 0 : (performance.now() - begunAt) * RESTS_PER_BATCH;
    await delay(restMs, undefined, { ref: false });
  }
}

/** Whether names were erased from rows since they were put into the index. */
async function isAnyWaitingAgain(sql: RunSql, organizationId: string): Promise<boolean> {
  return (
    (await sql('SELECT 1 FROM "audit_text_waiting" WHERE "organizationId" = $1 LIMIT 1', [organizationId])).length > 0
  );
}

async function areFewWaiting(sql: RunSql, organizationId: string): Promise<boolean> {
  const limit = MAX_WAITING_ROWS + 1;
  // In the order of the sequence: PostgreSQL would look through the whole log for the last rows.
  const some = `SELECT 1 FROM "audit_event" WHERE ${WAITS_FOR_INDEX} ORDER BY "sequence" LIMIT ${limit}`;
  const again = `SELECT 1 FROM "audit_text_waiting" WHERE "organizationId" = $1 LIMIT ${limit}`;
  const [row] = await sql<{ count: number }>(
    `SELECT (SELECT COUNT(*) FROM (${some}) AS "some") + (SELECT COUNT(*) FROM (${again}) AS "again") AS "count"`,
    [organizationId],
  );
  return Number(row?.count) <= MAX_WAITING_ROWS;
}
