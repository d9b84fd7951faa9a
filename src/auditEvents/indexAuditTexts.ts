import { setTimeout as delay } from 'node:timers/promises';
import type { ToldEvent } from '../events/summaryOf';
import type { RunSql, Storage } from '../storage/Storage';
import { addPostgresTexts } from './addPostgresTexts';
import { addSqliteTexts } from './addSqliteTexts';
import { eventText, TOLD_COLUMNS } from './eventText';

/** Units: rows that wait for the index, up to which a search looks at each of them instead. */
export const MAX_WAITING_ROWS = 200;
/** Units: rows that one transaction puts into the index; about 10 ms. */
const BATCH_SIZE = 500;
/** Units: transactions of a search one after the other. Behind them others have most of the time. */
const MAX_BATCHES = 8;
const RESTS_PER_BATCH = 3;
/** Units: milliseconds that a search waits for the index before it walks, and after a failure before the next try. */
const PATIENCE_MS = 500;
const RETRY_MS = 10_000;

const ADD = { sqlite: addSqliteTexts, postgres: addPostgresTexts } as const;

/** The rows of an organization that are not in the index. Shape: a condition; `$1` is the organization. */
const IS_WAITING = `"organizationId" = $1 AND "sequence" IS NOT NULL AND ("sequence" >= COALESCE(
    (SELECT "nextSequence" FROM "audit_text_indexed" WHERE "organizationId" = $1), 0))`;
const IS_AGAIN_WAITING = `"organizationId" = $1 AND "sequence" IN (
    SELECT "sequence" FROM "audit_text_waiting" WHERE "organizationId" = $1 ORDER BY "sequence" LIMIT ${BATCH_SIZE})`;

/** A row that is put into the index. Shape: a late one sorts before a row with a lower sequence. */
export interface IndexedText {
  readonly sequence: number;
  readonly isLate: boolean;
  readonly text: string;
}

/** How far an organization's log is in the index. Shape: `number` is its number there. */
interface IndexState {
  readonly number: number;
  readonly nextSequence: number;
  readonly greatestId: string;
}

type SealedRow = ToldEvent & { readonly id: string; readonly sequence: number };

/** What puts rows into the index now, by the organization; after a failure it stays for as long as none is tried again. */
const running = new WeakMap<Storage, Map<string, Promise<void>>>();

/**
 * Puts rows of an organization's log that wait for it into the index of texts, unless they are few. Searches pay for the index,
 * changes do not; it goes on at rest where a search does not wait for all of it.
 * Shape: whether few are left. Source: decisions 074 and 107.
 */
export async function indexAuditTexts(storage: Storage, organizationId: string): Promise<boolean> {
  if (await areFewWaiting(storage.sql, organizationId)) return true;
  const ofStorage = running.get(storage) ?? new Map<string, Promise<void>>();
  running.set(storage, ofStorage);
  const indexing = ofStorage.get(organizationId) ?? begin(storage, organizationId, ofStorage);
  await Promise.race([indexing, delay(PATIENCE_MS, undefined, { ref: false })]);
  return areFewWaiting(storage.sql, organizationId);
}

function begin(storage: Storage, organizationId: string, ofStorage: Map<string, Promise<void>>): Promise<void> {
  const end = (): void => void ofStorage.delete(organizationId);
  const indexing = indexAll(storage, organizationId).then(end, () => {
    setTimeout(end, RETRY_MS).unref(); // A read does not depend on whether the database can be written to.
  });
  ofStorage.set(organizationId, indexing);
  return indexing;
}

async function indexAll(storage: Storage, organizationId: string): Promise<void> {
  for (let batches = 0; !(await areFewWaiting(storage.sql, organizationId)); batches += 1) {
    const begunAt = performance.now();
    await storage.write(({ sql }) => indexBatch(storage, sql, organizationId));
    const restMs = batches < MAX_BATCHES ? 0 : (performance.now() - begunAt) * RESTS_PER_BATCH;
    await delay(restMs, undefined, { ref: false });
  }
}

async function areFewWaiting(sql: RunSql, organizationId: string): Promise<boolean> {
  const some = `SELECT 1 FROM "audit_event" WHERE ${IS_WAITING} LIMIT $2`;
  const again = 'SELECT 1 FROM "audit_text_waiting" WHERE "organizationId" = $1 LIMIT $2';
  const [row] = await sql<{ count: number }>(
    `SELECT (SELECT COUNT(*) FROM (${some}) AS "some") + (SELECT COUNT(*) FROM (${again}) AS "again") AS "count"`,
    [organizationId, MAX_WAITING_ROWS + 1],
  );
  return Number(row?.count) <= MAX_WAITING_ROWS;
}

/** Puts the next rows into the index: those that wait again first. */
async function indexBatch({ engine }: Storage, sql: RunSql, organizationId: string): Promise<void> {
  const state = (await stateOf(sql, organizationId)) ?? (await makeState(sql, organizationId));
  const columns = `"id", "sequence", ${TOLD_COLUMNS}`;
  const read = (where: string): Promise<readonly SealedRow[]> =>
    sql(`SELECT ${columns} FROM "audit_event" WHERE ${where} ORDER BY "sequence" LIMIT ${BATCH_SIZE}`, [
      organizationId,
    ]);
  const again = (await read(IS_AGAIN_WAITING)).map((row) => ({ ...row, isLate: true }));
  const rows = await read(IS_WAITING);
  let { greatestId } = state;
  const next = rows.map((row) => {
    const isLate = row.id < greatestId;
    if (!isLate) greatestId = row.id;
    return { ...row, isLate };
  });
  const texts = [...again, ...next].map((row) => ({ ...row, text: eventText(row) }));
  if (texts.length > 0) await ADD[engine](sql, organizationId, state.number, texts);
  const nextSequence = (rows.at(-1)?.sequence ?? state.nextSequence - 1) + 1;
  await sql('UPDATE "audit_text_indexed" SET "nextSequence" = $1, "greatestId" = $2 WHERE "organizationId" = $3', [
    nextSequence,
    greatestId,
    organizationId,
  ]);
  const lastAgain = `SELECT "sequence" FROM "audit_text_waiting" WHERE "organizationId" = $1 ORDER BY "sequence" LIMIT ${BATCH_SIZE}`;
  await sql(`DELETE FROM "audit_text_waiting" WHERE "organizationId" = $1 AND "sequence" IN (${lastAgain})`, [
    organizationId,
  ]);
}

async function stateOf(sql: RunSql, organizationId: string): Promise<IndexState | undefined> {
  const select = 'SELECT "number", "nextSequence", "greatestId" FROM "audit_text_indexed" WHERE "organizationId" = $1';
  const [state] = await sql<IndexState>(select, [organizationId]);
  return state;
}

async function makeState(sql: RunSql, organizationId: string): Promise<IndexState> {
  const [last] = await sql<{ number: number | null }>('SELECT MAX("number") AS "number" FROM "audit_text_indexed"', []);
  const state = { number: (last?.number ?? 0) + 1, nextSequence: 0, greatestId: '' };
  await sql(
    'INSERT INTO "audit_text_indexed" ("organizationId", "number", "nextSequence", "greatestId") VALUES ($1, $2, $3, $4)',
    [organizationId, state.number, state.nextSequence, state.greatestId],
  );
  return state;
}
