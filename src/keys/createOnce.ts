import { createHash } from 'node:crypto';
import type { Caller } from '../access/Caller';
import { UserErrorCode } from '../errors';
import { type Done, type Outcome, type Refusal, refused } from '../events/Changes';
import { UserError } from '../events/UserError';
import { newId } from '../id';
import { cleanName } from '../names';
import type { RunSql } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import { apiKeysByIds } from './apiKeyQueries';
import type { CreateApiKeyInput } from './inputs';
import { isRequestId, KEY_REQUEST_MS, type KeyRequest } from './KeyRequest';
import { cleanNote } from './keyNote';
import type { KeyValue } from './keyValue';

/** A new key, and its value, which nothing keeps. */
export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  readonly value: KeyValue;
}

/** The key that a request asked for. Shape: the value is null where an earlier try with the same `requestId` made the key. */
export interface AnsweredApiKey {
  readonly apiKey: ApiKey;
  readonly value: KeyValue | null;
}

/**
 * Claims an id. Nothing comes back where it was claimed within 24 hours. PostgreSQL fails a concurrent claim, which is
 * retried.
 */
const CLAIM = `
  INSERT INTO "key_request" ("id", "inputDigest", "apiKeyId", "createdAt") VALUES ($1, $2, $3, $4)
  ON CONFLICT ("id") DO UPDATE SET
    "inputDigest" = excluded."inputDigest", "apiKeyId" = excluded."apiKeyId", "createdAt" = excluded."createdAt"
  WHERE "key_request"."createdAt" <= $5
  RETURNING "id"`;
const EARLIER = 'SELECT "inputDigest", "apiKeyId" FROM "key_request" WHERE "id" = $1';
const RELEASE = 'DELETE FROM "key_request" WHERE "id" = $1';

/**
 * Makes a key unless the same caller asked for it in the last 24 hours under the same `requestId`: then it answers that
 * key as it is now, without an event. A creation that is refused does not use the id up.
 * Errors: `CONFLICT` with that key where the input was another, or where the caller may no longer see the key.
 * Source: decision 059.
 * @param create makes the key under an id of its own
 */
export async function createOnce(
  sql: RunSql,
  caller: Caller,
  input: CreateApiKeyInput,
  now: number,
  create: (id: string) => Promise<Done<CreatedApiKey> | Refusal>,
): Promise<Outcome<AnsweredApiKey>> {
  const apiKeyId = newId(now);
  const { requestId = null } = input;
  if (requestId === null || !isRequestId(requestId)) return create(apiKeyId);
  const [id, inputDigest] = [
    digestOf([caller.organizationId, caller.id, requestId.toLowerCase()]),
    inputDigestOf(input),
  ];
  const claimed = await sql(CLAIM, [id, inputDigest, apiKeyId, now, now - KEY_REQUEST_MS]);
  if (claimed.length === 0) return earlierOutcome(sql, caller, id, inputDigest);
  const outcome = await create(apiKeyId);
  if ('userErrors' in outcome) await sql(RELEASE, [id]);
  return outcome;
}

/** What is answered to a request that made a key before. */
async function earlierOutcome(
  sql: RunSql,
  caller: Caller,
  id: string,
  inputDigest: string,
): Promise<Outcome<AnsweredApiKey>> {
  const [earlier] = await sql<KeyRequest>(EARLIER, [id]);
  const [apiKey = null] = await apiKeysByIds(sql, caller, [earlier?.apiKeyId ?? '']);
  const present = apiKey && { apiKey, value: null };
  if (present && earlier?.inputDigest === inputDigest) return { unchanged: present };
  const message = present
    ? 'This requestId has made a key from another input: send that input again, or take a new requestId.'
    : 'This requestId has made a key that the caller may no longer see: take a new requestId.';
  return { ...refused(apiKey, new UserError(UserErrorCode.CONFLICT, message, ['requestId'])), present };
}

/** What was asked for, whichever way it was written. "All" is compared as asked, not as what it came to. */
function inputDigestOf({ name, processId, scopes, allScopes, expiresAt, note: text }: CreateApiKeyInput): string {
  const note = cleanNote(text);
  const asked = scopes == null ? null : [...new Set(scopes)].sort();
  return digestOf([
    cleanName(name) ?? name,
    processId ?? null,
    asked,
    allScopes === true,
    expiresAt,
    ...(note === null ? [] : [note]),
  ]);
}

function digestOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
