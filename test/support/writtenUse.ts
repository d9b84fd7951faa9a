import { createHash } from 'node:crypto';
import type { World } from './world';

/** Units: milliseconds. */
export const HOUR_MS = 3_600_000;

/** An operation as a test writes it: what it needs is a list of alternatives for each part. */
export interface WrittenOperation {
  readonly kind?: string;
  readonly name?: string | null;
  readonly signature?: string;
  readonly fields?: readonly string[];
  readonly needs?: readonly (readonly (readonly string[])[])[] | null;
}

/** What was counted, as a test writes it. Units: `at` in epoch milliseconds. */
export interface WrittenUse {
  readonly at: number;
  readonly requests?: number;
  readonly refused?: number;
  readonly failed?: number;
  readonly cost?: number;
}

/** Writes what was counted of a key's use into the database, as if a server had. */
export async function writeUse(
  world: World,
  apiKeyId: string,
  operation: WrittenOperation,
  use: WrittenUse,
  table: 'usage_hour' | 'usage_day' = 'usage_hour',
): Promise<void> {
  const { kind = 'GRAPHQL', name = null, signature = `{${name}}`, fields = [], needs = [] } = operation;
  const parts = [kind, name, signature, JSON.stringify(fields), needs && JSON.stringify(needs)];
  const id = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  await world.rows(
    `INSERT INTO "usage_operation" ("id", "kind", "name", "signature", "fields", "needs", "lastUsedAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ("id") DO NOTHING`,
    [id, ...parts, use.at],
  );
  const lengthMs = table === 'usage_hour' ? HOUR_MS : 24 * HOUR_MS;
  const { at, requests = 1, refused = 0, failed = 0, cost = requests } = use;
  await world.rows(
    `INSERT INTO "${table}" ("apiKeyId", "${table === 'usage_hour' ? 'hourAt' : 'dayAt'}", "secretNumber", "operationId",
       "organizationId", "requestCount", "refusedCount", "failedCount", "cost", "firstUsedAt", "lastUsedAt")
     SELECT "id", CAST($2 AS bigint), 1, CAST($3 AS varchar), "organizationId", CAST($4 AS bigint), CAST($5 AS bigint),
       CAST($6 AS bigint), CAST($7 AS bigint), CAST($8 AS bigint), CAST($8 AS bigint)
     FROM "api_key" WHERE "id" = $1`,
    [apiKeyId, Math.floor(at / lengthMs) * lengthMs, id, requests, refused, failed, cost, at],
  );
}

/** Has the counting of use have begun at an instant. Units: epoch milliseconds. */
export async function recordSince(world: World, at: number): Promise<void> {
  await world.app.services.usageIngest.ingestNow(); // From then on there is a row.
  await world.rows('UPDATE "usage_recording" SET "recordedSince" = $1', [at]);
}

/** Writes a gap; of every key where none is named. */
export async function writeGap(world: World, fromAt: number, toAt: number, apiKeyId: string | null): Promise<void> {
  const id = createHash('sha256').update(`${fromAt} ${apiKeyId}`).digest('hex').slice(0, 32);
  await world.rows(
    'INSERT INTO "usage_gap" ("id", "apiKeyId", "fromAt", "toAt", "reason") VALUES ($1, $2, $3, $4, $5)',
    [id, apiKeyId, fromAt, toAt, 'The disk was full.'],
  );
}

/** How many statements a server adds use up with while the work is done. All run: they are only counted. */
export async function countSums(world: World, work: () => Promise<unknown>): Promise<number> {
  const counter = jest.spyOn(world.database, 'sql');
  try {
    await work();
    return counter.mock.calls.filter(([sql]) => sql.includes('SUM(u."requestCount")')).length;
  } finally {
    counter.mockRestore();
  }
}
