import type { Caller } from '../access/Caller';
import type { ApiKey } from '../keys/ApiKey';
import type { KeySecret } from '../keys/KeySecret';
import { currentSecret, otherSecret, type SecretColumns, type WorkingSecret } from '../keys/workingSecrets';
import type { RunSql } from '../storage/Storage';
import { isOneOf, ofOrganization, selectRows } from '../storage/select';
import { type ApiKeySecretInfo, SecretState } from './ApiKeySecretInfo';

/** Units: secrets of one key that are shown, the newest, beside those that work. */
export const MAX_SHOWN = 100;

/** A key beside each of its secrets, in one statement: both are of one instant, though a rotation is written meanwhile. */
const COLUMNS = `
  k."id", k."createdAt", k."firstUsedAt", k."lastUsedAt", k."expiresAt", k."passDigest", k."pepperVersion",
  k."secretNumber", k."secretUntil", k."otherDigest", k."otherPepperVersion", k."otherNumber", k."otherState", k."otherUntil",
  s."number", s."createdAt" AS "madeAt", s."firstUsedAt" AS "secretFirstUsedAt", s."lastUsedAt" AS "secretLastUsedAt",
  s."endedAt", s."endedAs", s."reuseCount"`;
const NEWEST = '(SELECT MAX(n."number") FROM "api_key_secret" n WHERE n."apiKeyId" = k."id")';
/** Of two that work, the newer one is the newest of all. */
const OLDER_WORKING = 'CASE WHEN k."otherNumber" < k."secretNumber" THEN k."otherNumber" ELSE k."secretNumber" END';
/** Two ranges of numbers, the newest and the one that works, each found by the primary key, and once for each key. */
const TABLES = `
  "api_key" k CROSS JOIN (SELECT 1 AS "isNewest" UNION ALL SELECT 0) r
  LEFT JOIN "api_key_secret" s ON s."apiKeyId" = k."id"
    AND s."number" > CASE r."isNewest" WHEN 1 THEN ${NEWEST} - ${MAX_SHOWN} ELSE ${OLDER_WORKING} - 1 END
    AND s."number" <= CASE r."isNewest" WHEN 1 THEN ${NEWEST} ELSE ${OLDER_WORKING} END`;

type KeyColumns = SecretColumns & Pick<ApiKey, 'id' | 'createdAt' | 'firstUsedAt' | 'lastUsedAt'>;
type SecretRow = Omit<KeySecret, 'passDigest' | 'pepperVersion' | 'graceMs' | 'finish' | 'formerExpiresAt'>;

/** Shape: `number` is null where a range holds no secret, and so are the columns after it. */
type JoinedRow = KeyColumns &
  Pick<SecretRow, 'endedAt' | 'endedAs' | 'reuseCount'> & {
    readonly number: number | null;
    readonly madeAt: number;
    readonly secretFirstUsedAt: number | null;
    readonly secretLastUsedAt: number | null;
  };

/** The secrets of these keys of the caller's organization, the newest first. Units: `now` in epoch milliseconds. */
export async function secretsOfKeys(
  sql: RunSql,
  caller: Caller,
  apiKeyIds: readonly string[],
  now: number,
): Promise<(ApiKeySecretInfo[] | null)[]> {
  const where = [ofOrganization(caller, 'k."organizationId"'), isOneOf('k."id"', apiKeyIds)];
  const rows = await selectRows<JoinedRow>(sql, { select: COLUMNS, from: TABLES, where });
  const byKey = new Map<string, [JoinedRow, ...JoinedRow[]]>();
  for (const row of rows) {
    const known = byKey.get(row.id);
    if (known) known.push(row);
    else byKey.set(row.id, [row]);
  }
  return apiKeyIds.map((id) => {
    const found = byKey.get(id);
    return found ? secretsOf(found[0], secretsOfRows(found), now) : null;
  });
}

/** Each once, though it may be in both ranges. */
function secretsOfRows(rows: readonly JoinedRow[]): SecretRow[] {
  return [...new Map(rows.flatMap(secretOfRow).map((secret) => [secret.number, secret])).values()];
}

function secretOfRow(row: JoinedRow): SecretRow[] {
  const { id, number, madeAt, secretFirstUsedAt, secretLastUsedAt, endedAt, endedAs, reuseCount } = row;
  if (number === null) return [];
  const used = { firstUsedAt: secretFirstUsedAt, lastUsedAt: secretLastUsedAt };
  return [{ apiKeyId: id, number, createdAt: madeAt, ...used, endedAt, endedAs, reuseCount }];
}

/** A key that never had but one secret has no row for it. */
function secretsOf(key: KeyColumns, rows: readonly SecretRow[], now: number): ApiKeySecretInfo[] {
  const working = [currentSecret(key), otherSecret(key)].filter((each) => each !== null);
  const known = rows.length > 0 ? rows : [firstOf(key)];
  return [...known]
    .sort((one, other) => other.number - one.number)
    .map((row) =>
      shown(
        key,
        row,
        working.find(({ number }) => number === row.number),
        now,
      ),
    );
}

function firstOf({ id, createdAt, firstUsedAt, lastUsedAt }: KeyColumns): SecretRow {
  return { apiKeyId: id, number: 1, createdAt, firstUsedAt, lastUsedAt, endedAt: null, endedAs: null, reuseCount: 0 };
}

function shown(key: KeyColumns, row: SecretRow, working: WorkingSecret | undefined, now: number): ApiKeySecretInfo {
  const { number, createdAt, endedAt, endedAs, reuseCount } = row;
  // While there is but the first, its use is written to the key alone.
  const { firstUsedAt, lastUsedAt } = number === 1 && key.secretNumber === 1 && key.otherNumber === null ? key : row;
  const used = { apiKeyId: row.apiKeyId, number, createdAt, firstUsedAt, lastUsedAt, reuseCount };
  if (!working) return { ...used, state: SecretState[endedAs ?? 'RETIRED'], worksUntil: endedAt ?? createdAt };
  // A current secret ends before its key while a pending one waits that gave the key a later end.
  const mayBeOver = working.state === 'RETIRING' || working.endsAt < key.expiresAt;
  const isOver = mayBeOver && working.endsAt <= now;
  return { ...used, state: SecretState[isOver ? 'RETIRED' : working.state], worksUntil: working.endsAt };
}
