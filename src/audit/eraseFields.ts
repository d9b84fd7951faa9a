import type { AuditEvent } from '../events/AuditEvent';
import { commitmentsOf, PERSONAL_FIELDS, type PersonalField, SALT_LENGTH } from '../events/auditLeaf';
import type { RunSql, SqlValue } from '../storage/Storage';

/** A row, and what of it is to be erased. */
export interface Erasure {
  readonly row: AuditEvent;
  readonly fields: readonly PersonalField[];
}

/** What came of erasures. */
export interface ErasedRows {
  readonly erasedCount: number;
  readonly missedCount: number;
}

const OPEN = `INSERT INTO "audit_opening" ("purpose") VALUES ('ERASURE') ON CONFLICT ("purpose") DO NOTHING`;
const CLOSE = `DELETE FROM "audit_opening" WHERE "purpose" = 'ERASURE'`;
const ERASE = `UPDATE "audit_event" SET "actorName" = $2, "address" = $3, "changes" = $4, "targetName" = $5,
  "userAgent" = $6, "salts" = $7, "erased" = $8
  WHERE "id" = $1 AND "erased" IS NOT DISTINCT FROM $9 RETURNING "id"`;

/** What stands in a column after its value was erased. */
const NOTHING = { actorName: '', address: '', changes: '[]', targetName: null, userAgent: null } as const;
/** What stands in place of a salt. */
const NO_SALT = 'A'.repeat(SALT_LENGTH);

/**
 * Erases values of rows, with their salts, inside a write transaction. Their commitments stay, so that leaves and proofs do,
 * too. Shape: how many rows were changed, and how many were not, since something else of them was erased after they were read.
 * Source: decision 106.
 */
export async function eraseFields(sql: RunSql, erasures: readonly Erasure[]): Promise<ErasedRows> {
  const due = erasures.map(({ row, fields }) => ({ row, fields: presentOf(row, fields) }));
  const changed = due.filter(({ fields }) => fields.length > 0);
  if (changed.length === 0) return { erasedCount: 0, missedCount: 0 };
  let erasedCount = 0;
  await sql(OPEN, []);
  for (const erasure of changed) erasedCount += (await sql(ERASE, valuesOf(erasure))).length;
  await sql(CLOSE, []);
  return { erasedCount, missedCount: changed.length - erasedCount };
}

/** Those of the fields that have a value still. */
function presentOf(row: AuditEvent, fields: readonly PersonalField[]): PersonalField[] {
  return fields.filter((field) => row[field] !== NOTHING[field]);
}

function valuesOf({ row, fields }: Erasure): SqlValue[] {
  const left = PERSONAL_FIELDS.filter((field) => !fields.includes(field));
  const value = (field: PersonalField): string | null => (left.includes(field) ? row[field] : NOTHING[field]);
  return [
    row.id,
    ...(['actorName', 'address', 'changes', 'targetName', 'userAgent'] as const).map(value),
    row.salts && PERSONAL_FIELDS.map((field, index) => saltAt(row.salts ?? '', index, left.includes(field))).join(''),
    erasedOf({ row, fields }),
    row.erased,
  ];
}

function saltAt(salts: string, index: number, isKept: boolean): string {
  return isKept ? salts.slice(index * SALT_LENGTH, (index + 1) * SALT_LENGTH) : NO_SALT;
}

/** What the row is to say in place of values. A row without a leaf gets one of what is left. */
function erasedOf({ row, fields }: Erasure): string | null {
  if (row.leaf === null) return row.erased;
  const commitments = commitmentsOf(row);
  const before = row.erased === null ? {} : (JSON.parse(row.erased) as object); // Written by this function.
  const erased = { ...before, ...Object.fromEntries(fields.map((field) => [field, commitments[field]])) };
  return JSON.stringify(erased);
}
