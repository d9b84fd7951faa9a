import type { ToldEvent } from '../events/summaryOf';
import type { RunSql, Storage } from '../storage/Storage';
import { addPostgresTexts } from './addPostgresTexts';
import { addSqliteTexts } from './addSqliteTexts';
import { eventText, TOLD_COLUMNS } from './eventText';
import { WAITS_FOR_INDEX } from './WAITS_FOR_INDEX';

/** Units: rows that one transaction puts into the index; about 15 ms, and the disk. */
const BATCH_SIZE = 1_000;

const ADD = { sqlite: addSqliteTexts, postgres: addPostgresTexts } as const;

const IS_AGAIN_WAITING = `"organizationId" = $1 AND "sequence" IN (
    SELECT "sequence" FROM "audit_text_waiting" WHERE "organizationId" = $1 ORDER BY "sequence" LIMIT ${BATCH_SIZE})`;

/** How far an organization's log is in the index. Shape: `number` is its number there. */
interface IndexState {
  readonly number: number;
  readonly nextSequence: number;
  readonly greatestId: string;
}

type SealedRow = ToldEvent & { readonly id: string; readonly sequence: number };

/**
 * Puts the next rows of an organization's log that wait for the index of texts into it: those that wait again first.
 * Shape: whether there were any.
 */
export async function indexTextBatch({ engine }: Storage, sql: RunSql, organizationId: string): Promise<boolean> {
  const state = (await stateOf(sql, organizationId)) ?? (await makeState(sql, organizationId));
  const columns = `"id", "sequence", ${TOLD_COLUMNS}`;
  const read = (where: string): Promise<readonly SealedRow[]> =>
    sql(`SELECT ${columns} FROM "audit_event" WHERE ${where} ORDER BY "sequence" LIMIT ${BATCH_SIZE}`, [
      organizationId,
    ]);
  const again = (await read(IS_AGAIN_WAITING)).map((row) => ({ ...row, isLate: true }));
  const rows = await read(WAITS_FOR_INDEX);
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
  return texts.length > 0;
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
