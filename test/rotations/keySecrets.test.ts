import { DAY_MS } from '../../src/clock';
import { secretsOfKeys } from '../../src/rotations/keySecrets';
import type { RunSql } from '../../src/storage/Storage';
import { countStatements } from '../support/countStatements';
import { describeOnEachEngine } from '../support/engines';
import { rotateApiKey, secretsOf, statesOf, statusesOf, use } from '../support/rotations';
import { NOW, sharedWorld } from '../support/world';

const AT_ONCE = { startsAt: 'NOW', graceSeconds: 0 };

describeOnEachEngine('ApiKey.secrets', (engine) => {
  const world = sharedWorld(engine);

  it("has one secret for a key that was never given another: its use is the key's", async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await use(world(), key);
    const { body } = await world()
      .as(acme.key)
      .run(`{ apiKey(id: "${key.id}") {
        secrets { number state createdAt firstUsedAt lastUsedAt worksUntil reuseCount }
      } }`);
    expect(body.data.apiKey.secrets).toEqual([
      {
        number: 1,
        state: 'CURRENT',
        createdAt: '2026-11-23T12:00:00.000Z',
        firstUsedAt: '2026-11-23T12:00:00.000Z',
        lastUsedAt: '2026-11-23T12:00:00.000Z',
        worksUntil: '2027-02-21T12:00:00.000Z',
        reuseCount: 0,
      },
    ]);
  });

  it('reads the secrets of all keys of a page with one statement', async () => {
    const acme = await world().organization();
    const keys = await Promise.all([1, 2, 3].map(() => world().key(acme)));
    for (const key of keys) await rotateApiKey(world().as(acme.key), key);
    const document = '{ apiKeys { edges { node { secrets { number } } } } }';
    let counts: number[] = [];
    const statements = await countStatements(world(), /"api_key_secret"/, async () => {
      const { body } = await world().as(acme.key).run(document);
      counts = body.data.apiKeys.edges.map(({ node }: { node: { secrets: unknown[] } }) => node.secrets.length);
    });
    expect([statements, counts.sort()]).toEqual([1, [1, 2, 2, 2]]);
  });

  it('tells of one instant, though a rotation is written while they are read', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await rotateApiKey(world().as(acme.key), key, AT_ONCE);
    let turn: Promise<unknown> = Promise.resolve();
    const sql: RunSql = (text, values) => {
      const read = turn.then(() => world().database.sql<never>(text, values));
      turn = read.then(() => rotateApiKey(world().as(acme.key), key));
      return read;
    };
    const [secrets] = await secretsOfKeys(sql, world().operator(acme), [key.id], world().now);
    await turn;
    expect(secrets?.map(({ number, state }) => `${number} ${state}`)).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  it('has a current secret as retired that ended while the one in its place was pending', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + DAY_MS });
    const { key: pending } = await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-12-01T00:00:00Z' });
    world().now = NOW + DAY_MS - 1;
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
    world().now = NOW + DAY_MS;
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 RETIRED']);
    expect(await statusesOf(world(), key, pending)).toEqual([401, 200]);
  });

  it('has the last hundred, and those that work', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await rotateApiKey(world().as(acme.key), key, AT_ONCE);
    await world().rows(
      `WITH RECURSIVE numbers(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM numbers WHERE i < 120)
       INSERT INTO "api_key_secret" ("apiKeyId", "number", "passDigest", "pepperVersion", "createdAt", "endedAt", "endedAs")
       SELECT "apiKeyId", i, '', '', "createdAt", "createdAt", 'CANCELLED' FROM "api_key_secret"
       CROSS JOIN numbers WHERE "apiKeyId" = $1 AND "number" = 2`,
      [key.id],
    );
    const numbers = await secretsOf(world(), acme.key, key, 'number');
    expect([numbers.length, numbers[0], ...numbers.slice(-2)]).toEqual([101, 120, 21, 2]);
    const { payload } = await rotateApiKey(world().as(acme.key), key);
    expect(payload.secret.number).toBe(121);
    const states = await statesOf(world(), acme.key, key);
    expect([states.length, states[0], ...states.slice(-2)]).toEqual([101, '121 PENDING', '22 CANCELLED', '2 CURRENT']);
  });
});
