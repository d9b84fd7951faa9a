import type { Caller } from '../access/Caller';
import type { ApiKey } from '../keys/ApiKey';
import type { KeySecret } from '../keys/KeySecret';
import { currentSecret, otherSecret, type SecretColumns, type WorkingSecret } from '../keys/workingSecrets';
import type { RunSql } from '../storage/Storage';
import { isOneOf, ofOrganization, selectByIds, selectRows } from '../storage/select';
import { type ApiKeySecretInfo, SecretState } from './ApiKeySecretInfo';

/** Units: secrets of one key that are shown, the newest. */
export const MAX_SHOWN = 100;

const OF_KEY = `
  "id", "createdAt", "firstUsedAt", "lastUsedAt", "expiresAt", "passDigest", "pepperVersion", "secretNumber", "secretUntil",
  "otherDigest", "otherPepperVersion", "otherNumber", "otherState", "otherUntil"`;
const OF_SECRET = `
  s."apiKeyId", s."number", s."createdAt", s."firstUsedAt", s."lastUsedAt", s."endedAt", s."endedAs", s."reuseCount"`;
/** From the key on: so its newest number is asked for once, and not with each of its secrets. */
const NEWEST = `
  "api_key" k JOIN "api_key_secret" s ON s."apiKeyId" = k."id" AND s."number" >
    (SELECT MAX(n."number") FROM "api_key_secret" n WHERE n."apiKeyId" = k."id") - ${MAX_SHOWN}`;

type KeyColumns = SecretColumns & Pick<ApiKey, 'id' | 'createdAt' | 'firstUsedAt' | 'lastUsedAt'>;
type SecretRow = Omit<KeySecret, 'passDigest' | 'pepperVersion' | 'graceMs' | 'finish' | 'formerExpiresAt'>;

/** The secrets of these keys of the caller's organization, the newest first. Units: `now` in epoch milliseconds. */
export async function secretsOfKeys(
  sql: RunSql,
  caller: Caller,
  apiKeyIds: readonly string[],
  now: number,
): Promise<(ApiKeySecretInfo[] | null)[]> {
  const keys = { select: OF_KEY, from: '"api_key"', where: [ofOrganization(caller)] };
  const secrets = {
    select: OF_SECRET,
    from: NEWEST,
    where: [isOneOf('k."id"', apiKeyIds)],
  };
  const [found, rows] = await Promise.all([
    selectByIds<KeyColumns>(sql, keys, '"id"', apiKeyIds),
    selectRows<SecretRow>(sql, secrets),
  ]);
  const byKey = new Map<string, SecretRow[]>();
  for (const row of rows) byKey.set(row.apiKeyId, [...(byKey.get(row.apiKeyId) ?? []), row]);
  return found.map((key) => key && secretsOf(key, byKey.get(key.id) ?? [], now));
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
  // A current one that is over before its key was to be replaced by a pending one, which gave the key a later end.
  const mayBeOver = working.state === 'RETIRING' || working.endsAt < key.expiresAt;
  const isOver = mayBeOver && working.endsAt <= now;
  return { ...used, state: SecretState[isOver ? 'RETIRED' : working.state], worksUntil: working.endsAt };
}
