import { auditWriter } from '../../src/events/auditWriter';
import { Changes } from '../../src/events/Changes';
import { ProcessService } from '../../src/processes/ProcessService';
import { processLimit } from '../../src/processes/processLimit';
import { FOLLOWERS } from '../../src/running/modules';
import type { Storage } from '../../src/storage/Storage';
import { describeOnEachEngine } from '../support/engines';
import { SECRET, sharedWorld, type TestOrganization, type World } from '../support/world';

interface Row {
  readonly type: string;
  readonly targetType: string | null;
  readonly targetName: string | null;
  readonly outcome: string;
  readonly changes: string;
}

/** What the audit log holds of an organization since its first key was made, in the order in which it happened. */
async function eventsOf(world: World, { id, key }: TestOrganization): Promise<unknown[]> {
  const rows = await world.rows<Row>(
    `SELECT "type", "targetType", "targetName", "outcome", "changes" FROM "audit_event"
     WHERE "organizationId" = $1 AND "targetId" <> $2 ORDER BY "at", "id"`,
    [id, key.id],
  );
  return rows.map(({ type, targetName, outcome, changes }) => [type, targetName, outcome, JSON.parse(changes)]);
}

describeOnEachEngine('an event', (engine) => {
  const world = sharedWorld(engine);

  it('of a new key tells its name, scopes and end, and nothing of its secret', async () => {
    const acme = await world().organization();
    await world().key(acme, { name: 'Scanner', scopes: ['workspace.process:read'] });
    expect(await eventsOf(world(), acme)).toEqual([
      [
        'api_key.created',
        'Scanner',
        'SUCCESS',
        [
          { field: 'name', before: null, after: 'Scanner' },
          { field: 'scopes', before: null, after: 'workspace.process:read' },
          { field: 'expiresAt', before: null, after: '2027-02-21T12:00:00.000Z' },
        ],
      ],
    ]);
  });

  it('of a key that is renamed is another than that of a key that loses rights', async () => {
    const acme = await world().organization();
    const scopes = ['workspace.process:read', 'workspace.process:update'];
    const { id } = await world().key(acme, { name: 'Scanner', scopes });
    const update = 'mutation ($input: UpdateApiKeyInput!) { updateApiKey(input: $input) { apiKey { id } } }';
    world().now += 1;
    await world()
      .as(acme.key)
      .run(update, { input: { id, name: 'Printer' } });
    world().now += 1;
    await world()
      .as(acme.key)
      .run(update, { input: { id, scopes: ['workspace.process:read'] } });
    expect((await eventsOf(world(), acme)).slice(1)).toEqual([
      ['api_key.updated', 'Scanner', 'SUCCESS', [{ field: 'name', before: 'Scanner', after: 'Printer' }]],
      [
        'api_key.narrowed',
        'Printer',
        'SUCCESS',
        [
          {
            field: 'scopes',
            before: 'workspace.process:read workspace.process:update',
            after: 'workspace.process:read',
          },
        ],
      ],
    ]);
  });

  it('of a process that is deleted is followed by one for each of its keys', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const one = await world().key(acme, { name: 'One', processId: process.id });
    world().now += 1;
    const other = await world().key(acme, { name: 'Other', processId: process.id });
    const elsewhere = await world().key(acme);
    world().now += 1;
    const { headers } = await world()
      .as(acme.key)
      .run('mutation ($id: ID!) { deleteProcess(input: { id: $id }) { deletedProcessId } }', { id: process.id });
    // The first use of the caller is told a moment later, with the same request.
    const sql = `SELECT "type", "targetId", "actorId" FROM "audit_event"
      WHERE "requestId" = $1 AND "type" <> 'api_key.first_used' ORDER BY "at", "id"`;
    expect(await world().rows(sql, [String(headers['x-request-id'])])).toEqual([
      { type: 'process.deleted', targetId: process.id, actorId: acme.key.id },
      { type: 'api_key.deleted', targetId: one.id, actorId: acme.key.id },
      { type: 'api_key.deleted', targetId: other.id, actorId: acme.key.id },
    ]);
    expect((await world().as(elsewhere).run('{ viewer { name } }')).status).toBe(200);
  });

  it('takes few statements with all that follow from it, however many follow', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const count = 250;
    for (let index = 0; index < count; index += 1) await world().key(acme, { processId: process.id });
    let statementCount = 0;
    const { database } = world();
    const counting: Storage = {
      engine: database.engine,
      sql: database.sql,
      write: (work) =>
        database.write(({ manager, sql }) =>
          work({
            manager,
            sql: (...statement) => {
              statementCount += 1;
              return sql(...statement);
            },
          }),
        ),
    };
    const changes = new Changes(counting, () => world().now, [auditWriter(SECRET), ...FOLLOWERS]);
    const processes = new ProcessService(
      counting,
      () => world().now,
      changes,
      world().app.services.lists,
      processLimit(10),
    );
    await processes.deleteProcess(world().operator(acme), { id: process.id });
    expect(statementCount).toBeLessThan(20);
    const ended = `SELECT "id" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'api_key.deleted'`;
    expect(await world().rows(ended, [acme.id])).toHaveLength(count);
  });

  it('of a change that is refused tells what it would have changed, and why it did not', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const rename = 'mutation ($id: ID!) { updateProcess(input: { id: $id, name: "" }) { userErrors { code } } }';
    world().now += 1;
    await world().as(acme.key).run(rename, { id: process.id });
    expect((await eventsOf(world(), acme)).at(-1)).toEqual(['process.updated', 'Invoices', 'REFUSED', []]);
  });

  it('of the server as a whole belongs to no organization', async () => {
    await world().app.services.signingKeys.rotate({ isLeaked: false });
    const sql = `SELECT "organizationId", "actorKind", "targetType", "outcome", "address" FROM "audit_event"
      WHERE "type" = 'signing_key.rotated'`;
    expect(await world().rows(sql)).toEqual([
      {
        organizationId: null,
        actorKind: 'OPERATOR',
        targetType: 'SigningKey',
        outcome: 'SUCCESS',
        address: 'command line',
      },
    ]);
  });

  it('is undone together with its change when a follower fails', async () => {
    const acme = await world().organization();
    const changes = new Changes(world().database, () => world().now, [
      auditWriter(SECRET),
      async () => {
        throw new Error('a follower failed');
      },
    ]);
    const work = changes.by(world().operator(acme), 'organization.updated', async ({ sql }) => {
      await sql('UPDATE "organization" SET "name" = $1 WHERE "id" = $2', ['Renamed', acme.id]);
      return { target: { id: acme.id, name: 'Acme' }, result: null };
    });
    await expect(work).rejects.toThrow('a follower failed');
    expect(await world().rows('SELECT "name" FROM "organization" WHERE "id" = $1', [acme.id])).toEqual([
      { name: 'Acme' },
    ]);
    expect(await eventsOf(world(), acme)).toEqual([]);
  });
});
