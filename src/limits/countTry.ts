import { createHash } from 'node:crypto';
import type { RunSql } from '../storage/Storage';

/** How often something may happen. Units: tries, milliseconds. */
export interface Limit {
  readonly name: string;
  readonly tries: number;
  readonly spanMs: number;
}

/** How often something happened, until when that counts. Units: `endsAt` in epoch milliseconds. */
export interface Counted {
  readonly count: number;
  readonly endsAt: number;
}

const COUNT = `
  INSERT INTO "throttle" ("subject", "count", "endsAt") VALUES ($1, 1, $2)
  ON CONFLICT ("subject") DO UPDATE SET
    "count" = CASE WHEN "throttle"."endsAt" > $3 THEN "throttle"."count" + 1 ELSE 1 END,
    "endsAt" = CASE WHEN "throttle"."endsAt" > $3 THEN "throttle"."endsAt" ELSE $2 END
  RETURNING "count", "endsAt"`;

/** Counts one more try, in one statement. Shape: what was counted where that is more than the limit, otherwise null. */
export async function countTry(sql: RunSql, limit: Limit, subject: string, now: number): Promise<Counted | null> {
  const [counted] = await sql<Counted>(COUNT, [subject, now + limit.spanMs, now]);
  return counted && counted.count > limit.tries ? counted : null;
}

/** Takes a counted try back: it came to nothing that should count. */
export async function takeBack(sql: RunSql, subject: string): Promise<void> {
  await sql('UPDATE "throttle" SET "count" = "count" - 1 WHERE "subject" = $1 AND "count" > 0', [subject]);
}

/** What is counted, so that the table names nobody. Shape: SHA-256 in hex. */
export function subjectOf(limit: Pick<Limit, 'name'>, ...parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([limit.name, ...parts]))
    .digest('hex');
}
