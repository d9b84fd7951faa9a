import type { Storage } from '../storage/Storage';

const COUNT = 'SELECT COUNT(*) AS "count" FROM "audit_event" WHERE "sequence" IS NULL';
const OLDEST = 'SELECT MIN("id") AS "id" FROM "audit_event" WHERE "sequence" IS NULL';
/** Hexadecimal digits of an id that say when it was made. Source: RFC 9562, section 5.7. */
const TIME_DIGITS = 12;

/** How many rows of the audit log wait to be sealed, or are not sealed since they bear no proof. Units: rows. */
export async function unsealedCount({ sql }: Pick<Storage, 'sql'>): Promise<number> {
  const [row] = await sql<{ count: number | string }>(COUNT, []);
  return Number(row?.count ?? 0);
}

/** How old the oldest row is that is not sealed. Units: milliseconds; 0 where all are. */
export async function sealLag({ sql }: Pick<Storage, 'sql'>, now: number): Promise<number> {
  const [row] = await sql<{ id: string | null }>(OLDEST, []);
  const madeAt = row?.id ? Number.parseInt(row.id.slice(0, TIME_DIGITS), 16) : now;
  return Math.max(0, now - madeAt);
}
