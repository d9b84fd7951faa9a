import type { AuditEvent } from '../events/AuditEvent';
import {
  commitmentOf,
  type ErasedParts,
  isThere,
  PERSONAL_PARTS,
  type PersonalPart,
  readErased,
  SALT_LENGTH,
} from '../events/auditLeaf';
import { type ChangesText, readChanges } from '../events/changesText';
import type { RunSql, SqlValue } from '../storage/Storage';
import { unlessBroken } from './unlessBroken';

/** A row, and what of it is to be erased. */
export interface Erasure {
  readonly row: AuditEvent;
  readonly parts: readonly PersonalPart[];
}

/** What came of erasures. */
export interface ErasedRows {
  readonly erasedCount: number;
  readonly missedCount: number;
}

/** An erasure, and the changes of its row. */
interface DueErasure extends Erasure {
  readonly changes: ChangesText;
}

const OPEN = `INSERT INTO "audit_opening" ("purpose") VALUES ('ERASURE') ON CONFLICT ("purpose") DO NOTHING`;
const CLOSE = `DELETE FROM "audit_opening" WHERE "purpose" = 'ERASURE'`;
const ERASE = `UPDATE "audit_event" SET "actorName" = $2, "address" = $3, "userAgent" = $4, "targetName" = $5, "changes" = $6,
  "salts" = $7, "erased" = $8
  WHERE "id" = $1 AND "erased" IS NOT DISTINCT FROM $9 RETURNING "id"`;

/** What stands in place of a salt. */
const NO_SALT = 'A'.repeat(SALT_LENGTH);
/** What stands in place of the commitment of a row that no server wrote so. */
const NO_COMMITMENT = `${'A'.repeat(43)}=`;

/**
 * Erases parts of rows, with their salts, inside a write transaction. Their commitments stay, so that leaves and proofs do,
 * too, and so do the changes that nobody wrote. Shape: how many rows were changed, and how many were not, since something
 * else of them was erased after they were read. Source: decision 106.
 */
export async function eraseParts(sql: RunSql, erasures: readonly Erasure[]): Promise<ErasedRows> {
  const due = erasures.map(dueOf).filter(({ parts }) => parts.length > 0);
  if (due.length === 0) return { erasedCount: 0, missedCount: 0 };
  let erasedCount = 0;
  await sql(OPEN, []);
  for (const erasure of due) erasedCount += (await sql(ERASE, valuesOf(erasure))).length;
  await sql(CLOSE, []);
  return { erasedCount, missedCount: due.length - erasedCount };
}

/** The parts that are there still. Of changes that no server writes so, all go. */
function dueOf({ row, parts }: Erasure): DueErasure {
  const changes = unlessBroken(() => readChanges(row.targetType, row.changes)) ?? {
    all: row.changes,
    written: row.changes,
    plain: '[]',
  };
  return { row, changes, parts: parts.filter((part) => isThere(row, part, changes.written)) };
}

function valuesOf({ row, parts, changes }: DueErasure): SqlValue[] {
  const [actor, origin, target] = PERSONAL_PARTS.map((part) => parts.includes(part));
  return [
    row.id,
    actor ? '' : row.actorName,
    origin ? '' : row.address,
    origin ? null : row.userAgent,
    target ? null : row.targetName,
    target ? changes.plain : row.changes,
    row.salts && PERSONAL_PARTS.map((part, index) => saltAt(row.salts ?? '', index, !parts.includes(part))).join(''),
    erasedOf({ row, parts, changes }),
    row.erased,
  ];
}

function saltAt(salts: string, index: number, isKept: boolean): string {
  return isKept ? salts.slice(index * SALT_LENGTH, (index + 1) * SALT_LENGTH) : NO_SALT;
}

/** What the row is to say in place of parts. A row without a leaf gets one of what is left. */
function erasedOf({ row, parts, changes }: DueErasure): string | null {
  if (row.leaf === null) return row.erased;
  const before: ErasedParts = unlessBroken(() => readErased(row)) ?? {};
  const commitments = parts.map((part) => [
    part,
    unlessBroken(() => commitmentOf(row, part, changes.written)) ?? NO_COMMITMENT,
  ]);
  return JSON.stringify({ ...before, ...Object.fromEntries(commitments) });
}
