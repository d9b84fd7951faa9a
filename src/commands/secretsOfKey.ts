import type { Caller } from '../access/Caller';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import { isId } from '../id';
import type { ApiKey } from '../keys/ApiKey';
import type { SecretUser } from '../keys/SecretUser';
import { usersOfSecrets } from '../keys/usersOfSecrets';
import { FORBIDDEN } from '../names';
import type { ApiKeySecretInfo } from '../rotations/ApiKeySecretInfo';
import { instantText } from '../scalars/DateTime';
import { instantOf } from './describeKey';
import type { Workbench } from './withServices';

/** A secret of a key, and who still uses it while a rotation replaces it. */
export type UsedSecret = ApiKeySecretInfo & { readonly users: readonly SecretUser[] };

/** A key with its secrets, the newest first. Errors: a `StartError` where there is no such key. */
export async function secretsOfKey(
  { services, database }: Workbench,
  operator: Caller,
  id: string,
): Promise<{ apiKey: ApiKey; secrets: UsedSecret[] }> {
  const apiKey = isId(id) ? await services.apiKeys.byId(operator, id) : null;
  if (!apiKey) throw new StartError('There is no such API key.');
  const secrets = await services.rotations.secretsOf(operator, apiKey);
  const users = await usersOfSecrets(database.sql, secrets, systemClock());
  return { apiKey, secrets: secrets.map((secret, index) => ({ ...secret, users: users[index] ?? [] })) };
}

/** A secret as `--json` prints it. */
export function secretJson({ users, apiKeyId: _apiKeyId, ...secret }: UsedSecret) {
  return {
    ...secret,
    createdAt: instantText(secret.createdAt),
    firstUsedAt: instantOf(secret.firstUsedAt),
    lastUsedAt: instantOf(secret.lastUsedAt),
    worksUntil: instantText(secret.worksUntil),
    users: users.map(({ address, userAgent, operation, lastSeenAt }) => {
      return { address, userAgent, operation, lastSeenAt: instantText(lastSeenAt) };
    }),
  };
}

/** Who still uses secrets, in rows for `table`. */
export function userRows(secrets: readonly UsedSecret[]): string[][] {
  return secrets.flatMap(({ number, users }) =>
    users.map(({ address, userAgent, operation, lastSeenAt }) => [
      `${number}`,
      address,
      instantText(lastSeenAt),
      operation ?? '',
      plain(userAgent ?? ''),
    ]),
  );
}

/** A text that a client chose, without what would steer a terminal. */
function plain(text: string): string {
  return [...text].map((character) => (FORBIDDEN.test(character) ? '?' : character)).join('');
}
