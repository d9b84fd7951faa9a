import { generateKeyValue } from '../../src/keys/keyValue';
import { Peppers } from '../../src/keys/Peppers';
import { SECRET, type TestKey, type World } from './world';

/** When something happened to a secret. Units: epoch milliseconds. */
interface SecretTimes {
  readonly firstUsedAt?: number | null;
  readonly endedAt?: number;
}

const SECRET_ROW = `
  INSERT INTO "api_key_secret" ("apiKeyId", "number", "passDigest", "pepperVersion", "createdAt", "firstUsedAt", "endedAt", "endedAs")
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Gives a key a second secret behind the server's back; the first ended just now. Shape: the key with its second secret. */
export async function replaceSecret(
  world: World,
  key: TestKey,
  { firstUsedAt = null, endedAt = world.now }: SecretTimes = {},
): Promise<TestKey> {
  const next = withNewPass(key);
  const { digest, version } = new Peppers(SECRET, []).digest(next.pass);
  await writeSecret(world, key, { number: 1, firstUsedAt: world.now, endedAt, endedAs: 'RETIRED' });
  await writeSecret(world, next, { number: 2, firstUsedAt });
  await world.rows(
    'UPDATE "api_key" SET "passDigest" = $1, "pepperVersion" = $2, "secretNumber" = 2, "newestSecretAt" = $3 WHERE "id" = $4',
    [digest, version, world.now, key.id],
  );
  return next;
}

/** Gives a key a second secret that was taken back unused. Shape: the key with that secret. */
export async function cancelledSecret(world: World, key: TestKey): Promise<TestKey> {
  const cancelled = withNewPass(key);
  await writeSecret(world, key, { number: 1, firstUsedAt: world.now });
  await writeSecret(world, cancelled, { number: 2, endedAt: world.now, endedAs: 'CANCELLED' });
  return cancelled;
}

/** Begins a rotation: another secret works beside that of the key. Shape: the key with the other secret. */
export async function otherSecret(
  world: World,
  key: TestKey,
  state: 'PENDING' | 'RETIRING',
  until: number | null = null,
): Promise<TestKey> {
  const other = withNewPass(key);
  const { digest, version } = new Peppers(SECRET, []).digest(other.pass);
  const [ownNumber, otherNumber] = state === 'PENDING' ? [1, 2] : [2, 1];
  // Before the key's own row: a job in the background may end what it says is over.
  await writeSecret(world, key, { number: ownNumber, firstUsedAt: world.now });
  await writeSecret(world, other, { number: otherNumber, firstUsedAt: state === 'PENDING' ? null : world.now });
  await world.rows(
    `UPDATE "api_key" SET "secretNumber" = $1, "otherDigest" = $2, "otherPepperVersion" = $3, "otherNumber" = $4,
       "otherState" = $5, "otherUntil" = $6, "newestSecretAt" = $7 WHERE "id" = $8`,
    [ownNumber, digest, version, otherNumber, state, until, world.now, key.id],
  );
  return other;
}

async function writeSecret(
  world: World,
  { id, pass }: TestKey,
  {
    number,
    firstUsedAt = null,
    endedAt = null,
    endedAs = null,
  }: { number: number; firstUsedAt?: number | null; endedAt?: number | null; endedAs?: string | null },
): Promise<void> {
  const { digest, version } = new Peppers(SECRET, []).digest(pass);
  await world.rows(SECRET_ROW, [id, number, digest, version, world.now, firstUsedAt, endedAt, endedAs]);
}

function withNewPass(key: TestKey): TestKey {
  const { pass } = generateKeyValue('ORGANIZATION');
  return { ...key, pass, value: `${key.user}:${pass}` };
}
