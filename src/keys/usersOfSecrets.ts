import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql } from '../storage/Storage';
import type { SecretUser } from './SecretUser';

/** Which secret of which key. */
export interface SecretName {
  readonly apiKeyId: string;
  readonly number: number;
}

/**
 * Who still uses secrets that rotations replace, the newest first. Shape: a list for each secret, in their order; empty of a secret
 * that no rotation replaces now, or any more. Units: `now` in epoch milliseconds.
 */
export async function usersOfSecrets(
  sql: RunSql,
  secrets: readonly SecretName[],
  now: number,
): Promise<SecretUser[][]> {
  const keyIds = [...new Set(secrets.map(({ apiKeyId }) => apiKeyId))];
  if (keyIds.length === 0) return [];
  const users = await sql<SecretUser>(
    `SELECT u."id", u."apiKeyId", u."secretNumber", u."address", u."userAgent", u."operation", u."lastSeenAt"
     FROM "api_key_secret_user" u JOIN "api_key" k ON k."id" = u."apiKeyId"
     WHERE u."apiKeyId" IN (${numberedPlaces(keyIds, 2)}) AND (
       (k."otherState" = 'PENDING' AND k."secretNumber" = u."secretNumber")
       OR (k."otherState" = 'RETIRING' AND k."otherNumber" = u."secretNumber" AND (k."otherUntil" IS NULL OR k."otherUntil" > $1)))
     ORDER BY u."lastSeenAt" DESC, u."id"`,
    [now, ...keyIds],
  );
  const bySecret = new Map<string, SecretUser[]>();
  for (const user of users) {
    const name = nameOf({ apiKeyId: user.apiKeyId, number: user.secretNumber });
    const known = bySecret.get(name);
    if (known) known.push(user);
    else bySecret.set(name, [user]);
  }
  return secrets.map((secret) => bySecret.get(nameOf(secret)) ?? []);
}

function nameOf({ apiKeyId, number }: SecretName): string {
  return `${apiKeyId} ${number}`;
}
