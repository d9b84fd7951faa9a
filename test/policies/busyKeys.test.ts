import { setTimeout as delay } from 'node:timers/promises';
import { DAY_MS } from '../../src/clock';
import { setPolicy } from '../support/keyPolicies';
import { NOW, sharedWorld } from '../support/world';

/** Units: keys; the policy writes fewer in one statement. */
const COUNT = 250;
const FILL = `
  INSERT INTO "api_key" ("id", "organizationId", "name", "sortName", "user", "passDigest", "pepperVersion", "scopes", "expiresAt",
                         "createdAt")
  SELECT LPAD(CAST(g AS text), 32, '0'), "organizationId", 'Key', 'key', 'lko_' || LPAD(CAST(g AS text), 16, '0'), "passDigest",
         "pepperVersion", "scopes", "expiresAt", "createdAt" - g
  FROM "api_key", generate_series(1, ${COUNT}) g WHERE "id" = $1`;
const USE = 'UPDATE "api_key" SET "lastUsedAt" = $1 WHERE "id" = $2';
const NOT_TRUE = `
  SELECT "id" FROM "api_key"
  WHERE "blockedFrom" IS DISTINCT FROM COALESCE("lastUsedAt", "createdAt") + ${DAY_MS} AND "organizationId" = $1`;

describe('a key policy on PostgreSQL', () => {
  const world = sharedWorld('postgres');

  it('waits for uses that are being written, and never has them wait for it in a circle', async () => {
    const acme = await world().organization();
    await world().rows(FILL, [acme.key.id]);
    const [first, last] = [1, COUNT].map((number) => String(number).padStart(32, '0'));
    let tries = 0;
    let change: Promise<void> | null = null;
    await world().database.write(async ({ sql }) => {
      tries += 1;
      await sql(USE, [NOW + 1, first ?? '']);
      change ??= setPolicy(world(), acme, { disableUnusedAfterDays: 1, enforcedFrom: NOW });
      await delay(1_300); // After a second PostgreSQL looks for circles, and ends what it finds last.
      await sql(USE, [NOW + 1, last ?? '']);
    }, 'READ_COMMITTED');
    await change;
    expect(tries).toBe(1);
    expect(await world().rows(NOT_TRUE, [acme.id])).toEqual([]);
  });
});
