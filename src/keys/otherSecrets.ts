import { insertRow } from '../storage/insertRow';
import type { RunSql } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import type { SecretEnd } from './KeySecret';
import type { PassDigest } from './Peppers';
import type { SecretColumns } from './workingSecrets';

/** What the row of a key says of its secrets, and of their use. */
export type SecretRow = SecretColumns & Pick<ApiKey, 'id' | 'createdAt' | 'firstUsedAt' | 'lastUsedAt'>;

const SELECT = `
  SELECT "id", "createdAt", "firstUsedAt", "lastUsedAt", "expiresAt", "passDigest", "pepperVersion", "secretNumber", "secretUntil",
         "otherDigest", "otherPepperVersion", "otherNumber", "otherState", "otherUntil"
  FROM "api_key" WHERE "id" = $1`;
const NEWEST = 'SELECT MAX("number") AS "number" FROM "api_key_secret" WHERE "apiKeyId" = $1';
const END = `
  UPDATE "api_key_secret" SET "endedAt" = $1, "endedAs" = $2 WHERE "apiKeyId" = $3 AND "number" = $4 AND "endedAt" IS NULL`;
const NO_OTHER = `"otherDigest" = NULL, "otherPepperVersion" = NULL, "otherNumber" = NULL, "otherState" = NULL, "otherUntil" = NULL`;
const LEAVE_CURRENT = `UPDATE "api_key" SET "expiresAt" = $1, "secretUntil" = NULL, ${NO_OTHER} WHERE "id" = $2`;
const REPLACE = `
  UPDATE "api_key" SET "passDigest" = $1, "pepperVersion" = $2, "secretNumber" = $3, "newestSecretAt" = $4, "secretUntil" = NULL,
                       ${NO_OTHER}
  WHERE "id" = $5`;

/** The secrets of a key that is there. */
export async function secretRowOf(sql: RunSql, apiKeyId: string): Promise<SecretRow> {
  const [row] = await sql<SecretRow>(SELECT, [apiKeyId]);
  if (!row) throw new RangeError('There is no such key.');
  return row;
}

/**
 * Ends the pending or the retiring secret of a key, and leaves the current one.
 * Units: epoch milliseconds. @param expiresAt the end of the key, and of the current secret with it
 */
export async function leaveCurrentSecret(sql: RunSql, row: SecretRow, expiresAt: number, at: number): Promise<void> {
  await endOther(sql, row, at);
  await sql(LEAVE_CURRENT, [expiresAt, row.id]);
}

/** Gives a key a new secret, and ends all others. Units: epoch milliseconds. Shape: the number of the new one. */
export async function replaceSecrets(sql: RunSql, row: SecretRow, fresh: PassDigest, now: number): Promise<number> {
  const { id: apiKeyId, secretNumber, passDigest, pepperVersion, createdAt, firstUsedAt, lastUsedAt } = row;
  const [newest] = await sql<{ number: number | null }>(NEWEST, [apiKeyId]);
  if (newest?.number == null) {
    const first = { apiKeyId, number: secretNumber, passDigest, pepperVersion, createdAt, firstUsedAt, lastUsedAt };
    await insertRow(sql, 'api_key_secret', first);
  }
  await endOther(sql, row, now);
  await endSecret(sql, apiKeyId, secretNumber, 'RETIRED', Math.min(row.secretUntil ?? now, now));
  const number = Math.max(newest?.number ?? 0, secretNumber) + 1;
  const { digest, version } = fresh;
  await insertRow(sql, 'api_key_secret', {
    apiKeyId,
    number,
    passDigest: digest,
    pepperVersion: version,
    createdAt: now,
  });
  await sql(REPLACE, [digest, version, number, now, apiKeyId]);
  return number;
}

/** A secret whose end had come is over since then. */
async function endOther(
  sql: RunSql,
  { id, otherNumber, otherState, otherUntil }: SecretRow,
  at: number,
): Promise<void> {
  if (otherNumber === null) return;
  const endedAs = otherState === 'PENDING' ? 'CANCELLED' : 'RETIRED';
  await endSecret(sql, id, otherNumber, endedAs, Math.min(otherUntil ?? at, at));
}

async function endSecret(sql: RunSql, apiKeyId: string, number: number, as: SecretEnd, at: number): Promise<void> {
  await sql(END, [at, as, apiKeyId, number]);
}
