import { insertRow } from '../storage/insertRow';
import type { RunSql } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import type { KeySecret } from './KeySecret';
import type { EndedSecret } from './secretSlots';

/** The rows of the two secrets in a key's row, and the greatest number that a secret of the key ever had. */
const WRITTEN = `
  SELECT "number", "createdAt", "graceMs", "formerExpiresAt",
         (SELECT MAX("number") FROM "api_key_secret" WHERE "apiKeyId" = $1) AS "newestNumber"
  FROM "api_key_secret" WHERE "apiKeyId" = $1 AND "number" IN ($2, $3)`;
const FIRST_USED = `
  UPDATE "api_key_secret" SET "firstUsedAt" = $1
  WHERE "apiKeyId" = $2 AND "number" = $3 AND "firstUsedAt" IS NULL`;
const END = 'UPDATE "api_key_secret" SET "endedAt" = $1, "endedAs" = $2 WHERE "apiKeyId" = $3 AND "number" = $4';
const WRITE_FIRST_AGAIN = `
  UPDATE "api_key_secret" SET "firstUsedAt" = $1, "lastUsedAt" = $2 WHERE "apiKeyId" = $3 AND "number" = 1`;

/** What has not happened to a secret that was just made. */
export const NEW_SECRET = {
  graceMs: null,
  finish: null,
  formerExpiresAt: null,
  firstUsedAt: null,
  lastUsedAt: null,
  endedAt: null,
  endedAs: null,
  reuseCount: 0,
};

/** What a rotation reads of a secret. */
export type WrittenSecret = Pick<KeySecret, 'number' | 'createdAt' | 'graceMs' | 'formerExpiresAt'>;

/** Reads the rows of the secrets with these numbers. Shape: each with the greatest number that a secret of the key ever had. */
export function readSecrets(
  sql: RunSql,
  apiKeyId: string,
  numbers: readonly [number, number],
): Promise<readonly (WrittenSecret & { readonly newestNumber: number })[]> {
  return sql<WrittenSecret & { newestNumber: number }>(WRITTEN, [apiKeyId, ...numbers]);
}

/**
 * Writes a secret that was made. The first secret has a row from the second on. Outside of a rotation its use is that of the key.
 * @param isFirstWritten whether the first secret has a row
 */
export async function writeSecret(
  sql: RunSql,
  made: KeySecret,
  apiKey: ApiKey,
  isFirstWritten: boolean,
): Promise<void> {
  const { id, secretNumber, otherNumber, firstUsedAt, lastUsedAt } = apiKey;
  if (secretNumber === 1 && otherNumber === null) {
    if (isFirstWritten) await sql(WRITE_FIRST_AGAIN, [firstUsedAt, lastUsedAt, id]);
    else await insertRow(sql, 'api_key_secret', { ...firstSecretOf(apiKey) });
  }
  await insertRow(sql, 'api_key_secret', { ...made });
}

/** Writes the first use of a secret, unless one is known. Units: `usedAt` in epoch milliseconds. */
export async function writeFirstUse(
  sql: RunSql,
  apiKeyId: string,
  number: number | null,
  usedAt: number,
): Promise<void> {
  await sql(FIRST_USED, [usedAt, apiKeyId, number]);
}

/** Writes how secrets ended. */
export async function writeEnds(sql: RunSql, apiKeyId: string, ended: readonly EndedSecret[]): Promise<void> {
  for (const { number, endedAt, endedAs } of ended) await sql(END, [endedAt, endedAs, apiKeyId, number]);
}

function firstSecretOf(apiKey: ApiKey): KeySecret {
  const { id, passDigest, pepperVersion, createdAt, firstUsedAt, lastUsedAt } = apiKey;
  return { ...NEW_SECRET, apiKeyId: id, number: 1, passDigest, pepperVersion, createdAt, firstUsedAt, lastUsedAt };
}
