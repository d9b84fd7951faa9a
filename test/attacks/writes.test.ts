import { setTimeout as delay } from 'node:timers/promises';
import { DAY_MS } from '../../src/clock';
import { AuditEvent } from '../../src/events/AuditEvent';
import { newId } from '../../src/id';
import { Organization } from '../../src/organizations/Organization';
import { describeOnEachEngine } from '../support/engines';
import { seededRandom } from '../support/random';
import { times } from '../support/times';
import { NOW, sharedWorld, type World } from '../support/world';

const ROUNDS = times({ usual: 20, long: 100 });
const CREATES_A_ROUND = 10;
const DELETES_A_ROUND = 9;
const MAX_PAUSE_MS = 50;

const auditEvent = {
  at: NOW,
  actorKind: 'OPERATOR',
  actorId: null,
  actorName: 'operator',
  targetType: null,
  targetId: null,
  targetName: null,
  outcome: 'SUCCESS',
  codes: '',
  changes: '[]',
  address: 'command line',
  requestId: 'T102',
} as const;

/** Inserts an organization and an audit row, waits, and breaks a constraint. */
async function failMidway({ database }: World, type: string, pause: number): Promise<void> {
  const organization: Organization = { id: newId(NOW), name: 'Never', createdAt: NOW, disabledAt: null };
  const write = database.write(async ({ manager }) => {
    await manager.insert(Organization, organization);
    await manager.insert(AuditEvent, { ...auditEvent, id: newId(NOW), organizationId: organization.id, type });
    await delay(pause);
    await manager.insert(Organization, organization);
  });
  await expect(write).rejects.toThrow(/unique/i);
}

/** Shape: makes a key, deletes a key; either says which, once it was told that it is done. */
function keyWritesOf(world: World, organization: { id: string }) {
  const { apiKeys, apiKeyEnds } = world.app.services;
  const operator = world.operator(organization);
  const input = { name: 'Key', scopes: ['workspace.process:read'], expiresAt: NOW + DAY_MS };
  return {
    create: async () => (await apiKeys.createApiKey(operator, input)).result?.apiKey.id ?? 'refused',
    remove: async (id: string) => (await apiKeyEnds.deleteApiKey(operator, { id })).result?.apiKey.id ?? 'refused',
  };
}

describeOnEachEngine('a write that fails among others', (engine) => {
  const world = sharedWorld(engine);
  const idsOf = async (sql: string, values: string[]): Promise<string[]> =>
    (await world().database.sql<{ id: string }>(sql, values)).map(({ id }) => id).sort();

  it('T102: undoes its own work whole, and nothing of what its neighbours were told is saved', async () => {
    const acme = await world().organization();
    const { create, remove } = keyWritesOf(world(), acme);
    const random = seededRandom(`T102 ${engine}`);
    const made: string[] = [];
    const deleted: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const creating = Array.from({ length: CREATES_A_ROUND }, create);
      const failing = failMidway(world(), 'T102', random() * MAX_PAUSE_MS);
      const deleting = made.slice(deleted.length, deleted.length + DELETES_A_ROUND).map(remove);
      const [newlyMade, newlyDeleted] = await Promise.all([Promise.all(creating), Promise.all(deleting), failing]);
      made.push(...newlyMade);
      deleted.push(...newlyDeleted);
    }
    const living = made.filter((id) => !deleted.includes(id));
    const keys = 'SELECT "id" FROM "api_key" WHERE "organizationId" = $1 AND "id" <> $2 AND "deletedAt"';
    const events = 'SELECT "targetId" AS "id" FROM "audit_event" WHERE "organizationId" = $1 AND "type" =';
    expect([made.length, deleted.length]).toEqual(ROUNDS === 100 ? [1_000, 891] : [200, 171]);
    expect(await idsOf(`${keys} IS NULL`, [acme.id, acme.key.id])).toEqual(living.sort());
    expect(await idsOf(`${keys} IS NOT NULL`, [acme.id, acme.key.id])).toEqual([...deleted].sort());
    expect(await idsOf(`${events} 'api_key.created'`, [acme.id])).toEqual([...made, acme.key.id].sort());
    expect(await idsOf(`${events} 'api_key.deleted'`, [acme.id])).toEqual([...deleted].sort());
    expect(await idsOf(`SELECT "id" FROM "organization" WHERE "name" = $1`, ['Never'])).toEqual([]);
    expect(await idsOf(`SELECT "id" FROM "audit_event" WHERE "type" = $1`, ['T102'])).toEqual([]);
  });

  it('T102: shows nobody what it did before it failed', async () => {
    const id = newId(NOW);
    const organization: Organization = { id, name: 'Never seen', createdAt: NOW, disabledAt: null };
    const byName = 'SELECT "name" FROM "organization" WHERE "id" = $1';
    let seen: unknown[] = [];
    const write = world().database.write(async ({ manager, sql }) => {
      // The work runs again, alone, where the server wrote something of its own at the same time.
      await manager.insert(Organization, organization);
      seen = [await sql(byName, [id]), await world().database.sql(byName, [id])];
      throw new Error('it failed');
    });
    await expect(write).rejects.toThrow('it failed');
    expect(seen).toEqual([[{ name: 'Never seen' }], []]);
    expect(await idsOf('SELECT "id" FROM "organization" WHERE "id" = $1', [id])).toEqual([]);
  });
});
