import { DAY_MS } from '../../src/clock';
import { REFUSAL_REASONS } from '../../src/metrics/LABEL_VALUES';
import { deleteApiKey } from '../support/apiKeyMutations';
import { disableApiKey } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { setPolicy } from '../support/keyPolicies';
import { grown, metricsOf, type Samples } from '../support/metrics';
import { introspect, postForm, tokenOf, withToken } from '../support/oauth';
import { rotateApiKey } from '../support/rotations';
import { basic, sharedWorld, type TestKey } from '../support/world';

const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';

describeOnEachEngine('the metrics of a server', (engine) => {
  const world = sharedWorld(engine);
  let read: () => Promise<Samples>;
  beforeAll(() => {
    read = metricsOf(world());
  });

  /** Does something. Shape: what the counters of a metric grew by. */
  const growthOf = async (name: string, work: () => Promise<unknown>) => {
    const before = await read();
    await work();
    return grown(name, before, await read());
  };
  const requests = (work: () => Promise<unknown>) => growthOf('latchkey_requests_total', work);
  const keyChecks = (work: () => Promise<unknown>) => growthOf('latchkey_key_checks_total', work);
  const verify = (credential: string, scope = READ) =>
    world().request({ path: `/verify?scope=${scope}`, headers: { authorization: credential } });

  it('count each answer by what it is for, and by how it was answered', async () => {
    const { key } = await world().organization();
    const token = await tokenOf(world().url, key);
    const grew = await requests(async () => {
      await world().as(key).run('{ viewer { name } }');
      await world().as(null).run('{ viewer { name } }');
      await world().as(key).run('{ nothing }');
      await verify(basic(key.value));
      await tokenOf(world().url, key);
      await introspect(world().url, key, token);
      await postForm(world().url, '/oauth/revoke', key, { token });
      await world().request({ path: '/.well-known/jwks.json' });
      await world().request({ path: '/openapi.json' });
      await world().request({ path: '/healthz' });
      await world().request({ path: '/' });
      await world().request({ path: '/explorer' });
      await world().request({ path: '/metrics' });
      await world().request({ method: 'DELETE', path: '/graphql' });
    });
    expect(grew).toEqual({
      '{kind="graphql",outcome="answered"}': 1,
      '{kind="graphql",outcome="invalid"}': 2,
      '{kind="graphql",outcome="unauthenticated"}': 1,
      '{kind="verify",outcome="answered"}': 1,
      '{kind="token",outcome="answered"}': 1,
      '{kind="introspect",outcome="answered"}': 1,
      '{kind="revoke",outcome="answered"}': 1,
      '{kind="metadata",outcome="answered"}': 2,
      '{kind="health",outcome="answered"}': 1,
      '{kind="page",outcome="answered"}': 2,
      '{kind="other",outcome="invalid"}': 1,
    });
  });

  it('count the time of each answer once', async () => {
    const name = 'latchkey_request_seconds_count';
    const grew = await growthOf(name, async () => {
      await world().request({ path: '/healthz' });
      await world().request({ path: '/nothing' });
    });
    expect(grew).toEqual({ '{kind="health"}': 1, '{kind="other"}': 1 });
  });

  it('count an answer of GraphQL by the gravest of its errors, whatever its status', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    const document = '{ viewer { name } apiKeys(first: 1) { edges { node { id } } } }';
    const grew = await requests(async () => expect((await world().as(key).run(document)).status).toBe(200));
    expect(grew).toEqual({ '{kind="graphql",outcome="forbidden"}': 1 });
  });

  it('count what a caller is refused for want of scopes', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    const grew = await growthOf('latchkey_decisions_refused_total', async () => {
      await world()
        .as(key)
        .run('{ viewer { name } a: apiKeys(first: 1) { totalCount } b: apiKeys(first: 1) { totalCount } }');
      await verify(basic(key.value), UPLOAD);
      await verify(basic(key.value), READ);
      await world().as(null).run('{ viewer { name } }'); // No caller, and so no decision about one.
    });
    expect(grew).toEqual({ '': 3 });
  });

  it('count the cost of what is executed, and of nothing else', async () => {
    const { key } = await world().organization();
    const grew = await growthOf('latchkey_cost_points_total', async () => {
      await world().as(key).run('{ viewer { name } }');
      await world().as(null).run('{ viewer { name } }');
      await world().as(key).run('{ nothing }');
    });
    expect(grew).toEqual({ '': 2 });
  });

  it('count each credential by whether it holds, and why not', async () => {
    const acme = await world().organization();
    const spare = () => world().key(acme);
    const cases: Record<(typeof REFUSAL_REASONS)[number], () => Promise<string>> = {
      malformed: async () => 'Basic !',
      unknown: async () => basic(`lko_0000000000000000:${(await spare()).pass}`),
      wrong_secret: async () => basic(`${(await spare()).user}:${(await spare()).pass}`),
      ended_secret: async () => {
        const key = await spare();
        await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW', graceSeconds: 1 });
        return basic(key.value);
      },
      expired: async () => basic((await world().key(acme, { expiresAt: world().now + 1_000 })).value),
      disabled: async () => {
        const key = await spare();
        await disableApiKey(world().as(acme.key), { id: key.id });
        return basic(key.value);
      },
      blocked: async () => basic((await blockedKey()).value),
      deleted: async () => {
        const key = await spare();
        await deleteApiKey(world().as(acme.key), key.id);
        return basic(key.value);
      },
      owner_ended: async () => {
        const process = await world().process(acme, 'Short');
        const key = await world().key(acme, { processId: process.id });
        await world().rows('UPDATE "process" SET "deletedAt" = $1 WHERE "id" = $2', [world().now, process.id]);
        return basic(key.value);
      },
      invalid_token: async () => 'Bearer a.b.c',
      ended_token: async () => {
        const token = await tokenOf(world().url, acme.key);
        await postForm(world().url, '/oauth/revoke', acme.key, { token });
        return `Bearer ${token}`;
      },
    };
    const blockedKey = async (): Promise<TestKey> => {
      const other = await world().organization('Beta');
      const key = await world().key(other, { expiresAt: world().now + 80 * DAY_MS });
      await setPolicy(world(), other, {
        maxLifetimeDays: 1,
        defaultLifetimeDays: 1,
        enforcedFrom: world().now + 1_000,
      });
      return key;
    };
    const credentials = await Promise.all(
      REFUSAL_REASONS.map(async (reason) => [reason, await cases[reason]()] as const),
    );
    world().now += 2_000;
    for (const [reason, credential] of credentials) {
      const grew = await keyChecks(async () => expect((await verify(credential)).status).toBe(401));
      expect([reason, grew]).toEqual([reason, { [`{outcome="refused",reason="${reason}"}`]: 1 }]);
    }
  });

  it('count a key, a token and what is introspected as accepted', async () => {
    const { key } = await world().organization();
    const token = await tokenOf(world().url, key);
    const grew = await keyChecks(async () => {
      await world().as(key).run('{ viewer { name } }');
      await withToken(world().url, token).run('{ viewer { name } }');
      await introspect(world().url, key, token); // Who asks, and what is asked about.
    });
    expect(grew).toEqual({ '{outcome="accepted",reason="none"}': 4 });
  });

  it('tell of the connections to the database and of the outbox', async () => {
    const { database } = world();
    const row = (id: string, tries: number, givenUpAt: number | null) =>
      world().rows(
        `INSERT INTO "outbox_parcel" ("id", "kind", "destinationId", "createdAt", "dueAt", "endsAt", "tries", "givenUpAt")
         VALUES ($1, 'MAIL', 'x', 0, 9000000000000, 9000000000000, $2, $3)`,
        [id, tries, givenUpAt],
      );
    await row('1', 0, null);
    await row('2', 3, null);
    await row('3', 4, null);
    await row('4', 5, 1);
    const samples = await read();
    expect([...samples].filter(([series]) => series.startsWith('latchkey_outbox'))).toEqual([
      ['latchkey_outbox_parcels{kind="mail",state="waiting"}', 1],
      ['latchkey_outbox_parcels{kind="mail",state="retrying"}', 2],
      ['latchkey_outbox_parcels{kind="mail",state="given_up"}', 1],
    ]);
    expect(samples.get('latchkey_database_connections{state="waiting"}')).toBe(0);
    await database.write(async () => {
      const within = await read();
      const busy = within.get('latchkey_database_connections{state="busy"}');
      expect(busy).toBeGreaterThanOrEqual(1);
    });
  });
});
