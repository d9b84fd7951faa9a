import { EndedSecrets } from '../../src/keys/EndedSecrets';
import { Peppers } from '../../src/keys/Peppers';
import { sightingOf } from '../../src/keys/SecretReuse';
import { deleteApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { cancelledSecret, otherSecret, replaceSecret } from '../support/keySecrets';
import { tokenOf } from '../support/oauth';
import { askFrom, eventsOf, settleReuses } from '../support/reuses';
import { cancelRotation, rotateApiKey } from '../support/rotations';
import { withLostAnswer } from '../support/withLostAnswer';
import { NOW, SECRET, sharedWorld, type TestKey, type World } from '../support/world';

const KNOWN = '192.0.2.1';
const STRANGE = '198.51.100.7';

describeOnEachEngine('a secret that comes after its end', (engine) => {
  const world = sharedWorld(engine, { TRUST_PROXY: '127.0.0.1' });
  const reusesOf = (key: TestKey) => eventsOf(world(), key, 'api_key.secret_reused');
  const countOf = async (key: TestKey, number: number) => {
    const sql = 'SELECT "reuseCount" FROM "api_key_secret" WHERE "apiKeyId" = $1 AND "number" = $2';
    return (await world().rows<{ reuseCount: number }>(sql, [key.id, number]))[0]?.reuseCount;
  };
  const reuse = (key: TestKey, address = STRANGE, at: World = world()) => askFrom(at, address, key);

  it('is refused like any wrong one, and told once for each network, whether known or not, with a count', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    expect(await reuse(key, KNOWN)).toBe(200);
    await replaceSecret(world(), key);
    for (const address of [KNOWN, STRANGE, STRANGE, '2001:db8::1', '2001:db8::2']) {
      expect(await reuse(key, address)).toBe(401);
    }
    await settleReuses(world());
    expect(await reuse(key, STRANGE)).toBe(401);
    await settleReuses(world());
    const told = { actorKind: 'ANONYMOUS', outcome: 'REFUSED' };
    const changes = { secretNumber: '1', secretState: 'RETIRED' };
    expect(await reusesOf(key)).toEqual([
      { ...told, address: KNOWN, changes: { ...changes, wasNetworkKnown: 'true' } },
      { ...told, address: STRANGE, changes: { ...changes, wasNetworkKnown: 'false' } },
      { ...told, address: '2001:db8::1', changes: { ...changes, wasNetworkKnown: 'false' } },
    ]);
    expect([await countOf(key, 1), await countOf(key, 2)]).toEqual([6, 0]);
  });

  it('is told apart by its kind: retired, cancelled, or of a deleted key', async () => {
    const acme = await world().organization();
    const [key, other, overdue, deleted, rotated] = [
      await world().key(acme),
      await world().key(acme),
      await world().key(acme),
      await world().key(acme),
      await world().key(acme),
    ];
    const cancelled = await cancelledSecret(world(), other);
    const retiring = await otherSecret(world(), overdue, 'RETIRING', NOW);
    await replaceSecret(world(), rotated);
    await replaceSecret(world(), key);
    for (const each of [deleted, rotated]) await deleteApiKey(world().as(acme.key), each.id);
    for (const each of [key, cancelled, retiring, deleted, rotated]) expect(await reuse(each)).toBe(401);
    await settleReuses(world());
    const kinds = await Promise.all(
      [key, other, overdue, deleted, rotated].map(async (each) => (await reusesOf(each)).map(({ changes }) => changes)),
    );
    const [wasNetworkKnown, retired] = ['false', { secretNumber: '1', secretState: 'RETIRED' }];
    expect(kinds).toEqual([
      [{ ...retired, wasNetworkKnown }],
      [{ secretNumber: '2', secretState: 'CANCELLED', wasNetworkKnown }],
      [{ ...retired, wasNetworkKnown }],
      [{ secretNumber: '1', secretState: 'DELETED', wasNetworkKnown }],
      [{ ...retired, wasNetworkKnown }],
    ]);
    expect([await countOf(deleted, 1), await countOf(rotated, 1), await countOf(rotated, 2)]).toEqual([1, 1, 0]);
  });

  it('counts as a failure of its network and as an attempt on its key, as a wrong one does', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await replaceSecret(world(), key);
    const limited = await world().secondServer({ failuresPerMinute: 2 });
    const statuses = [await reuse(key, STRANGE, limited), await reuse(key, STRANGE, limited)];
    expect([...statuses, await reuse(key, STRANGE, limited)]).toEqual([401, 401, 429]);
    await limited.app.services.keyRefusals.flush();
    // Summed up: a job may have written the first one by itself.
    const sql = `SELECT "outcome", CAST(SUM("count") AS integer) AS "count" FROM "audit_event"
      WHERE "targetId" = $1 AND "type" = 'api_key.refused' GROUP BY "outcome"`;
    expect(await world().rows(sql, [key.id])).toEqual([{ outcome: 'ATTEMPTED', count: 3 }]);
  });

  it('that is wrong, or of another key, is no reuse', async () => {
    const acme = await world().organization();
    const [key, other] = [await world().key(acme), await world().key(acme)];
    await replaceSecret(world(), other);
    expect(await reuse({ ...key, value: `${key.user}:${other.pass}` })).toBe(401);
    expect(await reuse(other)).toBe(401);
    await settleReuses(world());
    expect([(await reusesOf(key)).length, (await reusesOf(other)).length]).toEqual([0, 1]);
  });

  it('of a key that has expired or is disabled is no reuse: the key may work again', async () => {
    const acme = await world().organization();
    const [disabled, expired] = [await world().key(acme), await world().key(acme, { expiresAt: NOW + 1 })];
    await world().rows('UPDATE "api_key" SET "disabledAt" = 7 WHERE "id" = $1', [disabled.id]);
    world().now = NOW + 1;
    for (const each of [disabled, expired]) expect(await reuse(each)).toBe(401);
    await settleReuses(world());
    expect([await reusesOf(disabled), await reusesOf(expired)]).toEqual([[], []]);
  });

  it('is told once by two servers that saw it twenty times each, and every time is counted', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await replaceSecret(world(), key);
    const both = [world(), await world().secondServer()];
    for (const server of both) {
      await Promise.all(Array.from({ length: 20 }, () => reuse(key, STRANGE, server)));
    }
    await Promise.all(both.map((server) => settleReuses(server)));
    expect([(await reusesOf(key)).length, await countOf(key, 1)]).toEqual([1, 40]);
  });

  it('has 256 networks of its own; those beyond are told once, together', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await replaceSecret(world(), key);
    await world().rows(
      `WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 255)
       INSERT INTO "api_key_network" ("apiKeyId", "secretNumber", "network", "reusedAt", "reuseCount")
       SELECT CAST($1 AS text), 1, 'network ' || CAST(i AS text), CAST($2 AS bigint), 1 FROM numbers`,
      [key.id, NOW],
    );
    for (const address of [KNOWN, STRANGE, '203.0.113.1', KNOWN]) expect(await reuse(key, address)).toBe(401);
    await settleReuses(world());
    expect([(await reusesOf(key)).length, await countOf(key, 1)]).toEqual([2, 4]);
  });

  it('ends by a rotation, by its cancellation, or at once', async () => {
    const acme = await world().organization();
    const as = world().as(acme.key);
    const [key, other] = [await world().key(acme), await world().key(acme)];
    await rotateApiKey(as, key, { startsAt: 'NOW', graceSeconds: 0 });
    const { key: cancelled } = await rotateApiKey(as, other);
    expect(await cancelRotation(as, other)).toEqual([]);
    for (const each of [key, cancelled]) expect(await reuse(each)).toBe(401);
    await settleReuses(world());
    expect(await reusesOf(key)).toMatchObject([{ changes: { secretNumber: '1', secretState: 'RETIRED' } }]);
    expect(await reusesOf(cancelled)).toMatchObject([{ changes: { secretNumber: '2', secretState: 'CANCELLED' } }]);
    const { body } = await as.run(`{ apiKey(id: "${key.id}") { secrets { number reuseCount } } }`);
    const secrets = [
      { number: 2, reuseCount: 0 },
      { number: 1, reuseCount: 1 },
    ];
    expect(body).toEqual({ data: { apiKey: { secrets } } });
  });

  it('waits where it cannot be written, and is told once though an answer was lost', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await replaceSecret(world(), key);
    const losses: string[] = [];
    const { database, app } = world();
    const peppers = new Peppers(SECRET, []);
    const ended = new EndedSecrets(
      withLostAnswer(database),
      () => world().now,
      app.services.changes,
      peppers,
      (loss) => void losses.push(loss),
    );
    const origin = { address: STRANGE, requestId: 'r1' };
    ended.refused(
      sightingOf({ id: key.id, organizationId: acme.id, processId: null, name: 'Key' }, origin, 'USE', NOW),
      key.pass,
    );
    await ended.flush();
    await ended.flush();
    expect(await reusesOf(key)).toHaveLength(1);
    expect(losses).toEqual(['secrets that came after their end could not be written down yet']);
  });

  it('that comes in a flood of wrong ones may be dropped, which is told once', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const losses: [string, unknown][] = [];
    const { database, app } = world();
    const peppers = new Peppers(SECRET, []);
    const ended = new EndedSecrets(
      database,
      () => world().now,
      app.services.changes,
      peppers,
      (loss, details) => void losses.push([loss, details]),
    );
    const from = sightingOf(
      { id: key.id, organizationId: acme.id, processId: null, name: 'Key' },
      { address: STRANGE, requestId: 'r1' },
      'USE',
      NOW,
    );
    for (const _turn of [1, 2]) {
      for (let index = 0; index < 600; index += 1) ended.refused(from, `lks_${index}`);
      await ended.run(NOW);
    }
    expect(losses).toEqual([['refused secrets were not all compared with those that ended', { secretCount: 100 }]]);
  });

  it('comes from a known network where it, or a token of it, let a caller in from there, and not otherwise', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    expect(await askFrom(world(), '192.0.2.1', key)).toBe(200);
    expect(await askFrom(world(), '192.0.2.2', { ...key, value: `${key.user}:${acme.key.pass}` })).toBe(401);
    const authorization = `Bearer ${await tokenOf(world().url, key)}`;
    await world().graphql({ query: '{ viewer { name } }' }, { authorization, 'x-forwarded-for': '192.0.2.3' });
    await world().app.services.secretTraces.flush();
    const sql = 'SELECT "network" FROM "api_key_network" WHERE "apiKeyId" = $1 ORDER BY 1';
    expect(await world().rows(sql, [key.id])).toEqual([
      { network: '127.0.0.1' },
      { network: '192.0.2.1' },
      { network: '192.0.2.3' },
    ]);
  });

  it('is settled when the server stops', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await replaceSecret(world(), key);
    const second = await world().secondServer();
    await reuse(key, STRANGE, second);
    await second.app.close();
    expect(await reusesOf(key)).toHaveLength(1);
  });

  it('never stands in the log or the database', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    await replaceSecret(world(), key);
    await reuse(key);
    await settleReuses(world());
    expect(world().logLines.filter((line) => line.includes(key.pass))).toEqual([]);
    const events = await world().rows('SELECT * FROM "audit_event"');
    const networks = await world().rows('SELECT * FROM "api_key_network"');
    expect(JSON.stringify([events, networks])).not.toContain(key.pass);
  });
});
