import { keysWithoutSecret } from '../../src/keys/keysWithoutSecret';
import { fingerprintOf } from '../../src/secrets';
import type { RunSql, SqlValue } from '../../src/storage/Storage';
import { copyKey } from '../support/copyKey';
import { describeOnEachEngine } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { runCommand, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { NOW, SECRET, sharedWorld, type TestKey, World } from '../support/world';

const OTHER = 'another secret that is long enough too';
const REMEDY =
  'set LATCHKEY_SECRET to it, or add it to LATCHKEY_PREVIOUS_SECRETS; where it is gone for good, make new keys with `latchkey keys create`.';

describeOnEachEngine('keys that were made under a secret that is not set', (engine) => {
  const world = sharedWorld(engine);
  let key: TestKey;

  beforeAll(async () => {
    world().now = Date.now(); // The program has the real clock.
    const acme = await world().organization();
    key = acme.key;
    await world().key(acme);
    const [deleted, disabled, expired] = await Promise.all([1, 2, 3].map(() => world().key(acme)));
    await world().rows('UPDATE "api_key" SET "deletedAt" = 1 WHERE "id" = $1', [deleted?.id ?? '']);
    await world().rows('UPDATE "api_key" SET "disabledAt" = 1 WHERE "id" = $1', [disabled?.id ?? '']);
    await world().rows('UPDATE "api_key" SET "expiresAt" = 1 WHERE "id" = $1', [expired?.id ?? '']);
  });

  it('end the start where there are no others, with the secret to set; keys that have ended do not count', async () => {
    const environment = { ...environmentOf(world().config.database), LATCHKEY_SECRET: OTHER, PORT: '0' };
    const { code, stderr } = await runCommand(['serve'], { environment });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `2 of 2 keys were made under a secret that is not set: ${REMEDY}\n`,
    });
  });

  it('are no matter under a previous secret', async () => {
    const server = await world().secondServer({ secret: OTHER, previousSecrets: [world().config.secret] });
    expect((await server.request({ path: '/readyz' })).text).toBe('{"status":"ready"}');
    expect((await server.as(key).run('{ viewer { name } }')).status).toBe(200);
  });

  it('do not count where the secret that is to replace theirs was made under one that is', async () => {
    const other = (version: string | null) =>
      world().rows('UPDATE "api_key" SET "otherPepperVersion" = $1 WHERE "id" = $2', [version, key.id]);
    await other(fingerprintOf(OTHER));
    const lost = await keysWithoutSecret(world().database.sql, { secret: OTHER, previousSecrets: [] }, world().now);
    await other(null);
    expect(lost).toEqual({ areAll: false, sentence: expect.stringMatching(/^1 of 2 keys /) });
  });

  it('are told once, by commands, log and /readyz, where there are others, and workers serve these', async () => {
    const environment = { ...environmentOf(world().config.database), LATCHKEY_SECRET: OTHER };
    const create = ['keys', 'create', '--name', 'New', '--all-scopes', '--expires-at', '1d'];
    const made = await runInProcess(create, { environment });
    expect(made).toMatchObject({
      code: 0,
      stderr: `2 of 2 keys were made under a secret that is not set: ${REMEDY}\n`,
    });
    // Workers tell it alike on either database, and take long to start.
    const args = engine === 'sqlite' ? ['--workers', '2'] : [];
    const { url, output, child, ended } = await serveProgram({ environment }, args);
    const ready = await request(url, { path: '/readyz' });
    const warning = `2 of 3 keys were made under a secret that is not set: ${REMEDY}`;
    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { status: 'ready', warning }]);
    expect(output().split(warning)).toHaveLength(2);
    child.kill('SIGTERM');
    await ended;
    await world().rows('DELETE FROM "api_key" WHERE "name" = $1', ['New']);
  });
});

describeOnEachEngine('the question for keys without secret', (engine) => {
  it('reads an index alone', async () => {
    const world = await World.create(engine);
    const { key } = await world.organization();
    await copyKey(world, key, 1_000);
    await world.rows('ANALYZE');
    const explain = engine === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
    const asked: (readonly [string, readonly SqlValue[]])[] = [];
    const remember: RunSql = (sql, values) => {
      asked.push([sql, values]);
      return world.database.sql(sql, values);
    };
    await keysWithoutSecret(remember, { secret: SECRET, previousSecrets: [] }, NOW);
    const plans = await world.database.write(async ({ sql }) => {
      if (engine === 'postgres') await sql('SET LOCAL enable_seqscan = off', []); // The table is small.
      return Promise.all(asked.map(([text, values]) => sql(`${explain} ${text}`, values)));
    });
    const index = /INDEX api_key_pepper_version|Scan using api_key_pepper_version/i;
    expect(plans.map((plan) => index.test(JSON.stringify(plan)))).toEqual([true, true]);
    await world.close();
  });
});
