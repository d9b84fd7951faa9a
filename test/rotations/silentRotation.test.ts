import { DAY_MS } from '../../src/clock';
import { KeyUse } from '../../src/keys/KeyUse';
import { describeOnEachEngine } from '../support/engines';
import { rotateApiKey, secretsOf, statesOf, statusesOf, use } from '../support/rotations';
import { runJob } from '../support/runJob';
import { NOW, sharedWorld, type TestKey, type World } from '../support/world';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SILENT = { startsAt: 'NOW', finish: 'SILENT', graceSeconds: 30 * 24 * 3600 };

describeOnEachEngine('a rotation that finishes when the earlier secret is silent', (engine) => {
  const world = sharedWorld(engine);

  const withKey = async (wishes: object = {}) => {
    const acme = await world().organization();
    return { acme, key: await world().key(acme, wishes) };
  };

  /** Uses a key at these instants. Units: milliseconds after the beginning. */
  async function useAt(key: TestKey, ...instants: number[]): Promise<void> {
    for (const instant of instants) {
      world().now = NOW + instant;
      await use(world(), key);
    }
  }

  /** What a turn of the job at that instant makes of the secrets. */
  async function statesAfter(acme: { key: TestKey }, key: TestKey, instant: number): Promise<string[]> {
    world().now = NOW + instant;
    await runJob(world(), 'finish-rotations');
    return statesOf(world(), acme.key, key);
  }

  const gapsOf = (server: World, { id }: TestKey) =>
    server.rows('SELECT "number", "day", "gapMs" FROM "api_key_gap" WHERE "apiKeyId" = $1 ORDER BY "day"', [id]);

  it('ends that one after an hour at least', async () => {
    const { acme, key } = await withKey();
    await useAt(key, 0, 10 * MINUTE_MS);
    await rotateApiKey(world().as(acme.key), key, SILENT);
    expect(await statesAfter(acme, key, 70 * MINUTE_MS - 1)).toEqual(['2 CURRENT', '1 RETIRING']);
    expect(await statesAfter(acme, key, 70 * MINUTE_MS)).toEqual(['2 CURRENT', '1 RETIRED']);
    expect(await statusesOf(world(), key)).toEqual([401]);
  });

  it('ends it once it was silent for twice its longest gap of the last 30 days', async () => {
    const { acme, key } = await withKey();
    await useAt(key, 0, DAY_MS, DAY_MS + 2 * HOUR_MS, DAY_MS + 3 * HOUR_MS);
    await rotateApiKey(world().as(acme.key), key, SILENT);
    const lastUse = DAY_MS + 3 * HOUR_MS;
    expect(await statesAfter(acme, key, lastUse + 2 * DAY_MS - 1)).toEqual(['2 CURRENT', '1 RETIRING']);
    expect(await statesAfter(acme, key, lastUse + 2 * DAY_MS)).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  it('counts a use of the earlier secret, and a gap, while it retires', async () => {
    const { acme, key } = await withKey();
    await useAt(key, 0);
    const { key: next } = await rotateApiKey(world().as(acme.key), key, SILENT);
    await useAt(next, MINUTE_MS);
    await useAt(key, 50 * MINUTE_MS);
    await useAt(next, 60 * MINUTE_MS);
    expect(await statesAfter(acme, key, 149 * MINUTE_MS)).toEqual(['2 CURRENT', '1 RETIRING']);
    expect(await statesAfter(acme, key, 150 * MINUTE_MS)).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  it('takes a silence that stood when the rotation began for a gap', async () => {
    const { acme, key } = await withKey();
    await useAt(key, 0);
    world().now = NOW + 3 * DAY_MS; // A job of every week: nobody has seen its gap yet.
    await rotateApiKey(world().as(acme.key), key, SILENT);
    expect(await statesAfter(acme, key, 6 * DAY_MS - 1)).toEqual(['2 CURRENT', '1 RETIRING']);
    expect(await statesAfter(acme, key, 6 * DAY_MS)).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  it('ends it when the grace does, at the latest, as an event of the system', async () => {
    const { acme, key } = await withKey();
    await useAt(key, 0, 2 * DAY_MS);
    await rotateApiKey(world().as(acme.key), key, { ...SILENT, graceSeconds: 3600 });
    const end = 2 * DAY_MS + HOUR_MS;
    await statesAfter(acme, key, end - 1);
    expect(await statusesOf(world(), key)).toEqual([200]);
    await statesAfter(acme, key, end);
    const told = await world().rows(
      `SELECT "type", "actorKind", "targetId", "changes", "address" FROM "audit_event"
       WHERE "organizationId" = $1 AND "actorKind" = 'SYSTEM'`,
      [acme.id],
    );
    expect(told).toEqual([
      {
        type: 'api_key.rotation_finished',
        actorKind: 'SYSTEM',
        targetId: key.id,
        changes: '[{"after":null,"before":"1","field":"secretNumber"}]',
        address: 'server',
      },
    ]);
    const written = 'SELECT "endedAt", "endedAs" FROM "api_key_secret" WHERE "apiKeyId" = $1 AND "number" = 1';
    expect(await world().rows(written, [key.id])).toEqual([{ endedAt: NOW + end, endedAs: 'RETIRED' }]);
  });

  it('by its grace alone waits for that, however silent the secret is', async () => {
    const { acme, key } = await withKey();
    await rotateApiKey(world().as(acme.key), key, { ...SILENT, finish: 'GRACE' });
    expect(await statesAfter(acme, key, 29 * DAY_MS)).toEqual(['2 CURRENT', '1 RETIRING']);
  });

  it('tells nothing of a key that was deleted', async () => {
    const { acme, key } = await withKey();
    await rotateApiKey(world().as(acme.key), key, { ...SILENT, graceSeconds: 60 });
    await world().rows('UPDATE "api_key" SET "deletedAt" = 7 WHERE "id" = $1', [key.id]);
    expect(await statesAfter(acme, key, MINUTE_MS)).toEqual(['2 CURRENT', '1 RETIRED']);
    const told = `SELECT 1 FROM "audit_event" WHERE "organizationId" = $1 AND "actorKind" = 'SYSTEM'`;
    expect(await world().rows(told, [acme.id])).toEqual([]);
  });

  it('knows the gaps of half an hour and more, the longest of a day', async () => {
    const { key } = await withKey();
    const day = NOW - 12 * HOUR_MS;
    await useAt(key, 0, 29 * MINUTE_MS, 59 * MINUTE_MS, 150 * MINUTE_MS, 181 * MINUTE_MS, DAY_MS);
    expect(await gapsOf(world(), key)).toEqual([
      { number: 1, day, gapMs: 91 * MINUTE_MS },
      { number: 1, day: day + DAY_MS, gapMs: DAY_MS - 181 * MINUTE_MS },
    ]);
  });

  it('knows gaps by the secret', async () => {
    const { acme, key } = await withKey();
    await useAt(key, 0);
    const { key: next } = await rotateApiKey(world().as(acme.key), key, SILENT);
    await useAt(next, MINUTE_MS);
    await useAt(key, 40 * MINUTE_MS);
    await useAt(next, 41 * MINUTE_MS);
    const gaps = await gapsOf(world(), key);
    expect(gaps).toHaveLength(2);
    expect(gaps).toEqual(
      expect.arrayContaining([
        { number: 1, day: NOW - 12 * HOUR_MS, gapMs: 40 * MINUTE_MS },
        { number: 2, day: NOW - 12 * HOUR_MS, gapMs: 40 * MINUTE_MS },
      ]),
    );
  });

  it('knows no shorter gap, though another process has not seen the secret before', async () => {
    const { acme, key } = await withKey();
    await useAt(key, 0);
    await rotateApiKey(world().as(acme.key), key, SILENT);
    const other = new KeyUse(world().database, world().app.services.changes, () => undefined);
    const of = { id: key.id, lastUsedAt: NOW, secretNumber: 2, otherState: 'RETIRING' } as const;
    const origin = { address: '192.0.2.1', requestId: 'r1' };
    other.used(of, { number: 1, state: 'RETIRING' }, origin, NOW + 29 * MINUTE_MS);
    await other.flush();
    expect(await gapsOf(world(), key)).toEqual([]);
    expect((await secretsOf(world(), acme.key, key, 'lastUsedAt')).at(-1)).toBe('2026-11-23T12:29:00.000Z');
  });

  it('forgets gaps after 31 days', async () => {
    const { key } = await withKey();
    await useAt(key, 0, HOUR_MS);
    world().now = NOW + 31 * DAY_MS - 12 * HOUR_MS - 1;
    await runJob(world(), 'sweep-key-gaps');
    expect(await gapsOf(world(), key)).toHaveLength(1);
    world().now += 1;
    await runJob(world(), 'sweep-key-gaps');
    expect(await gapsOf(world(), key)).toEqual([]);
  });
});
