import { ReuseReaction } from '../access/ReuseReaction';
import { bySystem } from '../events/bySystem';
import { changesBetween } from '../events/changesBetween';
import type { EventActor, Happened } from '../events/Happened';
import { newId } from '../id';
import type { RunSql, Transaction } from '../storage/Storage';
import { AS_COMPROMISED, consequenceOfEnd, endKeys } from './endKeys';
import { networkOfRow, SEVERAL_NETWORKS } from './KeyNetwork';
import { reuseReactionOf } from './reuseReactionOf';
import type { SecretReuse } from './SecretReuse';

const NOBODY_KNOWN: EventActor = { kind: 'ANONYMOUS', id: null, name: 'anonymous' };

const COUNT_OF_NETWORK = `
  INSERT INTO "api_key_network" ("apiKeyId", "secretNumber", "network", "reusedAt", "reuseCount")
  SELECT CAST($1 AS text), CAST($2 AS int), ${networkOfRow('reusedAt')}, CAST($4 AS bigint), CAST($5 AS int)
  WHERE TRUE
  ON CONFLICT ("apiKeyId", "secretNumber", "network") DO UPDATE SET
    "reusedAt" = COALESCE("api_key_network"."reusedAt", excluded."reusedAt"),
    "reuseCount" = "api_key_network"."reuseCount" + excluded."reuseCount"
  RETURNING "reuseCount"`;
const COUNT_OF_SECRET = `
  UPDATE "api_key_secret" SET "reuseCount" = "reuseCount" + $1 WHERE "apiKeyId" = $2 AND "number" = $3 RETURNING "number"`;
/** A key that never had another secret has no row of its own for it. */
const COUNT_OF_ONLY_SECRET = `
  INSERT INTO "api_key_secret" ("apiKeyId", "number", "passDigest", "pepperVersion", "createdAt", "reuseCount")
  SELECT "id", "secretNumber", "passDigest", "pepperVersion", "createdAt", CAST($1 AS int)
  FROM "api_key" WHERE "id" = $2 AND "secretNumber" = $3`;
const SEEN = `
  SELECT 1 AS "found" FROM "api_key_network"
  WHERE "apiKeyId" = $1 AND "secretNumber" = $2 AND "network" IN ($3, '${SEVERAL_NETWORKS}') AND "firstSeenAt" IS NOT NULL
  LIMIT 1`;
/** The key works on with a newer secret, which somebody uses. */
const REPLACED = `
  SELECT 1 AS "found" FROM "api_key" k
  WHERE k."id" = $1 AND k."deletedAt" IS NULL AND k."disabledAt" IS NULL AND k."expiresAt" > $3 AND EXISTS (
    SELECT 1 FROM "api_key_secret" s WHERE s."apiKeyId" = k."id" AND s."number" > $2 AND s."firstUsedAt" IS NOT NULL)`;

/** How a reuse is settled. */
interface Settlement {
  /** How many equal ones it stands for. */
  readonly count: number;
  /** Whether the policy may answer it by disabling the key. */
  readonly mayDisable: boolean;
  readonly now: number;
}

/**
 * Counts a secret that came after its end, and disables its key where the organization's policy says so.
 * Shape: what happened, to be told in the same transaction: the reuse, the first time that the secret came from its network, and
 * the end of the key. Source: decision 088.
 */
export async function settleReuse(
  { sql }: Transaction,
  reuse: SecretReuse,
  { count, mayDisable, now }: Settlement,
): Promise<Happened[]> {
  const { apiKeyId, secretNumber, network, state, at } = reuse;
  const [row] = await sql<{ reuseCount: number }>(COUNT_OF_NETWORK, [apiKeyId, secretNumber, network, at, count]);
  const wasNetworkKnown = (await sql(SEEN, [apiKeyId, secretNumber, network])).length > 0;
  // The key comes before its secrets, as wherever both are written: two transactions wait for one another, and never both.
  const ends = mayDisable && state !== 'DELETED' && !wasNetworkKnown ? await react(sql, reuse, now) : [];
  const ofSecret = [count, apiKeyId, secretNumber];
  if ((await sql(COUNT_OF_SECRET, ofSecret)).length === 0) await sql(COUNT_OF_ONLY_SECRET, ofSecret);
  if (row?.reuseCount !== count) return ends;
  return [reuseEvent(reuse, { secretNumber, secretState: state, wasNetworkKnown }), ...ends];
}

async function react(
  sql: RunSql,
  { apiKeyId, secretNumber, organizationId }: SecretReuse,
  now: number,
): Promise<Happened[]> {
  const isReplaced = (await sql(REPLACED, [apiKeyId, secretNumber, now])).length > 0;
  if (!isReplaced || (await reuseReactionOf(sql, organizationId)) !== ReuseReaction.DISABLE) return [];
  const end = { ...AS_COMPROMISED, at: now };
  const ended = await endKeys(sql, [apiKeyId], end);
  return bySystem(
    organizationId,
    ended.map((each) => consequenceOfEnd(end, each)),
    now,
  );
}

/** A secret that ended identifies nobody: its holder may have found it. */
function reuseEvent(
  { apiKeyId, organizationId, processId, keyName, origin, at }: SecretReuse,
  facts: object,
): Happened {
  return {
    id: newId(at),
    event: 'api_key.secret_reused',
    at,
    organizationId,
    actor: NOBODY_KNOWN,
    target: { id: apiKeyId, name: keyName, processId },
    outcome: 'REFUSED',
    changes: changesBetween('api_key.secret_reused', {}, facts),
    codes: ['UNAUTHENTICATED'],
    origin,
  };
}
