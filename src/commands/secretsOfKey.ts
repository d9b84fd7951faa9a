import type { Caller } from '../access/Caller';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import { isId } from '../id';
import type { ApiKey } from '../keys/ApiKey';
import type { SecretUser } from '../keys/SecretUser';
import { usersOfSecrets } from '../keys/usersOfSecrets';
import { type ApiKeySecretInfo, SecretState } from '../rotations/ApiKeySecretInfo';
import { instantText } from '../scalars/DateTime';
import { instantOf } from './describeKey';
import { plainText } from './plainText';
import { table } from './print';
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

/**
 * Who has used the secret that a rotation replaces. It is noted from the rotation on: nobody pays for that before.
 * Shape: lines for people; empty where there is no rotation. @param max users that are shown
 */
export function userLines(secrets: readonly UsedSecret[], max = Number.POSITIVE_INFINITY): string[] {
  const isPending = secrets.some(({ state }) => state === SecretState.PENDING);
  const replaced = secrets.find(({ state }) => state === (isPending ? SecretState.CURRENT : SecretState.RETIRING));
  if (replaced === undefined) return [];
  const { number, users } = replaced;
  if (users.length === 0) return [`Nobody is known to have used secret ${number} since the rotation began.`];
  const rows = users.slice(0, max).map(({ address, userAgent, operation, lastSeenAt }) => {
    return [address, instantText(lastSeenAt), operation ?? '', plainText(userAgent ?? '')];
  });
  return [
    `Clients that have used secret ${number} since the rotation began:`,
    ...table([['ADDRESS', 'LAST SEEN', 'OPERATION', 'AGENT'], ...rows]).split('\n'),
    ...(users.length > max ? [`… and ${users.length - max} more.`] : []),
  ];
}
