import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';
import { countSums, HOUR_MS, recordSince, writeGap, writeUse } from '../support/writtenUse';

const AUDIT = 'workspace.admin.audit:read';
const READ = 'workspace.process:read';
const MANAGE = 'workspace.admin.api_key:manage';
/** Before anything that the tests themselves ask. */
const BEFORE = `(from: "${new Date(NOW - 10 * DAY_MS).toISOString()}", to: "${new Date(NOW - DAY_MS).toISOString()}")`;
const LIST = { name: 'List', fields: ['Query.processes'], needs: [[[READ]]] };

describeOnEachEngine('the use of an organization, and of a process', (engine) => {
  const world = sharedWorld(engine);
  let acme: TestOrganization;
  let process: { id: string };
  let ofProcess: TestKey;
  let ofOrganization: TestKey;

  beforeEach(async () => {
    acme = await world().organization();
    process = await world().process(acme);
    ofProcess = await world().key(acme, { processId: process.id, scopes: [READ] });
    ofOrganization = await world().key(acme, { scopes: [READ] });
    await recordSince(world(), NOW - 300 * DAY_MS);
    await world().rows('DELETE FROM "usage_gap"');
    await writeUse(world(), ofProcess.id, LIST, { at: NOW - 2 * DAY_MS, requests: 2, refused: 1, cost: 20 });
    await writeUse(world(), ofProcess.id, LIST, { at: NOW - 5 * DAY_MS, requests: 1, failed: 1, cost: 10 });
    await writeUse(world(), ofOrganization.id, LIST, { at: NOW - 2 * DAY_MS + HOUR_MS, requests: 4, cost: 40 });
    await writeUse(
      world(),
      ofOrganization.id,
      { kind: 'INTROSPECTED', needs: null },
      { at: NOW - 2 * DAY_MS, requests: 0 },
    );
    const other = await world().organization('Other');
    await writeUse(world(), other.key.id, LIST, { at: NOW - 2 * DAY_MS, requests: 100 });
  });

  const TOTALS = 'requests refused failed cost firstUsedAt lastUsedAt operations { name requests }';
  const ask = async (selection: string, caller = acme.key) => {
    const document = `{ organization { usage${BEFORE} { ${selection} } } process(id: "${process.id}") { usage${BEFORE} { ${selection} } } }`;
    const { body } = await world().as(caller).run(document);
    return [body.data.organization.usage, body.data.process?.usage];
  };

  it('is that of all its keys, added up, operation by operation', async () => {
    expect(await ask(TOTALS)).toEqual([
      {
        requests: 7,
        refused: 1,
        failed: 1,
        cost: 70,
        firstUsedAt: '2026-11-18T12:00:00.000Z',
        lastUsedAt: '2026-11-21T13:00:00.000Z',
        operations: [{ name: 'List', requests: 7 }],
      },
      {
        requests: 3,
        refused: 1,
        failed: 1,
        cost: 30,
        firstUsedAt: '2026-11-18T12:00:00.000Z',
        lastUsedAt: '2026-11-21T12:00:00.000Z',
        operations: [{ name: 'List', requests: 3 }],
      },
    ]);
  });

  it('names the keys that were used most, those that were deleted included', async () => {
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, ofOrganization.id]);
    expect(await ask('keys { apiKey { id } requests }')).toEqual([
      {
        keys: [
          { apiKey: { id: ofOrganization.id }, requests: 4 },
          { apiKey: { id: ofProcess.id }, requests: 3 },
        ],
      },
      { keys: [{ apiKey: { id: ofProcess.id }, requests: 3 }] },
    ]);
    expect((await ask('keys(first: 1) { requests }'))[0]).toEqual({ keys: [{ requests: 4 }] });
  });

  it('has a series and gaps, those of its keys and those of every key', async () => {
    await writeGap(world(), NOW - 4 * DAY_MS, NOW - 4 * DAY_MS + 1, ofOrganization.id);
    await writeGap(world(), NOW - 3 * DAY_MS, NOW - 3 * DAY_MS + 1, null);
    const [organization, own] = await ask('series(bucket: DAY) { requests } gaps { from }');
    const requestsOf = ({ series }: { series: { requests: number | null }[] }) =>
      series.map(({ requests }) => requests);
    expect(requestsOf(organization)).toEqual([0, 0, 0, 0, 0, 1, null, null, 6, 0]);
    expect(requestsOf(own)).toEqual([0, 0, 0, 0, 0, 1, 0, null, 2, 0]);
    expect(organization.gaps).toEqual([{ from: '2026-11-19T12:00:00.000Z' }, { from: '2026-11-20T12:00:00.000Z' }]);
    expect(own.gaps).toEqual([{ from: '2026-11-20T12:00:00.000Z' }]);
  });

  it('names the networks of all its keys', async () => {
    for (const [id, agent] of [
      [ofProcess.id, 'curl'],
      [ofOrganization.id, 'apollo'],
    ] as const) {
      await world().rows(
        `INSERT INTO "usage_network" ("apiKeyId", "dayAt", "network", "userAgents", "requestCount", "firstUsedAt", "lastUsedAt")
         VALUES ($1, $2, '192.0.2.0/24', $3, 2, $2, $2)`,
        [id, NOW - 2.5 * DAY_MS, JSON.stringify([agent])],
      );
    }
    expect(await ask('networks { network userAgents requests }')).toEqual([
      { networks: [{ network: '192.0.2.0/24', userAgents: ['apollo', 'curl'], requests: 4 }] },
      { networks: [{ network: '192.0.2.0/24', userAgents: ['curl'], requests: 2 }] },
    ]);
  });

  it('is shown to whoever reads the audit log alone', async () => {
    const reader = await world().key(acme, { scopes: [AUDIT, READ] });
    expect((await ask('requests', reader)).map((usage) => usage?.requests)).toEqual([7, 3]);
    const manager = await world().key(acme, { scopes: [MANAGE, READ] });
    expect(await ask('requests', manager)).toEqual([null, null]);
    const keys = await ask('keys { apiKey { id } requests }', reader);
    expect(keys[1]).toEqual({ keys: [{ apiKey: { id: ofProcess.id }, requests: 3 }] });
    const stranger = (await world().organization('Strange')).key;
    expect(await ask('requests', stranger)).toEqual([{ requests: 0 }, undefined]);
  });

  it('is read with equally many statements, however many processes are asked about', async () => {
    const asked = (first: number) => () =>
      world()
        .as(acme.key)
        .run(`{ processes(first: ${first}) { edges { node { usage${BEFORE} { requests keys { requests } } } } } }`);
    for (let count = 0; count < 5; count += 1) await world().process(acme, `Process ${count}`);
    const few = await countSums(world(), asked(1));
    expect(few).toBeGreaterThan(0);
    expect(await countSums(world(), asked(6))).toBe(few);
  });

  it('is read in shorter slices where there is much of it, and comes to the same', async () => {
    const asked = () => ask('series(bucket: DAY) { requests }');
    const few = await countSums(world(), asked);
    await world().rows(
      `INSERT INTO "usage_hour" ("apiKeyId", "hourAt", "secretNumber", "operationId", "organizationId",
         "requestCount", "refusedCount", "failedCount", "cost", "firstUsedAt", "lastUsedAt")
       WITH RECURSIVE "number"("n") AS (SELECT 1 UNION ALL SELECT "n" + 1 FROM "number" WHERE "n" < 30000)
       SELECT $1, CAST($2 AS bigint) + "n" / 6000 * 3600000, "n", 'many', CAST($3 AS varchar), 1, 0, 0, 1, CAST($2 AS bigint), CAST($2 AS bigint) FROM "number"`,
      [ofProcess.id, NOW - 3 * DAY_MS, acme.id],
    );
    const many = await countSums(world(), async () => {
      const [organization] = await asked();
      const found = organization.series.map(({ requests }: { requests: number }) => requests);
      expect(found).toEqual([0, 0, 0, 0, 0, 1, 0, 30_000, 6, 0]);
    });
    expect(many).toBeGreaterThan(few);
  });
});
