import { AddKeyNetworks1862000000000 } from '../../migrations/1862000000000-AddKeyNetworks';
import type { Database } from '../../src/database/Database';
import { KeyNetworks } from '../../src/keys/KeyNetworks';
import type { WorkingSecret } from '../../src/keys/workingSecrets';
import type { Storage, Transaction } from '../../src/storage/Storage';
import { describeOnEachEngine, freshDatabase } from '../support/engines';
import { NOW, World } from '../support/world';

const HOUR = 3_600_000;
const FIRST: WorkingSecret = { number: 1, state: 'CURRENT', endsAt: NOW };
const SECOND: WorkingSecret = { ...FIRST, number: 2 };
const KEY = { id: 'k1' };
const from = (address: string) => ({ address, requestId: 'r1' });

describeOnEachEngine('the networks that secrets are used from', (engine) => {
  let database: Database;
  let losses: string[];

  beforeEach(async () => {
    database = await freshDatabase(engine);
    losses = [];
  });
  afterEach(() => database.close());

  const networksIn = (storage: Storage) => new KeyNetworks(storage, (loss) => void losses.push(loss));
  const rows = () =>
    database.sql<object>(
      'SELECT "secretNumber", "network", "firstSeenAt", "lastSeenAt", "reuseCount" FROM "api_key_network" ORDER BY 1, 2',
      [],
    );

  it('are kept for each secret: when the first and, to the hour, the last use was', async () => {
    const networks = networksIn(database);
    networks.seen(KEY, FIRST, from('192.0.2.1'), NOW);
    networks.seen(KEY, FIRST, from('2001:db8::1'), NOW);
    await networks.run();
    networks.seen(KEY, FIRST, from('192.0.2.1'), NOW + HOUR - 1);
    networks.seen(KEY, FIRST, from('2001:db8::2'), NOW + HOUR);
    networks.seen(KEY, SECOND, from('192.0.2.1'), NOW + HOUR);
    await networks.run();
    const never = { reuseCount: 0 };
    expect(await rows()).toEqual([
      { secretNumber: 1, network: '192.0.2.1', firstSeenAt: NOW, lastSeenAt: NOW, ...never },
      { secretNumber: 1, network: '2001:db8:0:0', firstSeenAt: NOW, lastSeenAt: NOW + HOUR, ...never },
      { secretNumber: 2, network: '192.0.2.1', firstSeenAt: NOW + HOUR, lastSeenAt: NOW + HOUR, ...never },
    ]);
  });

  it('are told by two processes in any order: the earliest and the latest instant stay', async () => {
    const [ahead, behind] = [networksIn(database), networksIn(database)];
    ahead.seen(KEY, FIRST, from('192.0.2.1'), NOW + 9);
    behind.seen(KEY, FIRST, from('192.0.2.1'), NOW);
    await Promise.all([ahead.run(), behind.run()]);
    expect(await rows()).toMatchObject([{ firstSeenAt: NOW, lastSeenAt: NOW + 9 }]);
  });

  it('are 256 of a secret, and one row more says that there were others', async () => {
    const networks = networksIn(database);
    for (let index = 0; index < 300; index += 1) {
      networks.seen(KEY, FIRST, from(`10.0.${index >> 8}.${index & 255}`), NOW);
    }
    networks.seen(KEY, SECOND, from('192.0.2.1'), NOW);
    await networks.run();
    networks.seen(KEY, FIRST, from('10.0.0.0'), NOW + HOUR);
    await networks.run();
    const all = await rows();
    expect(all).toHaveLength(258);
    expect(all).toContainEqual(expect.objectContaining({ network: '10.0.0.0', lastSeenAt: NOW + HOUR }));
    expect(all).toContainEqual(expect.objectContaining({ network: 'several', firstSeenAt: NOW }));
  });

  it('have places that no flood of reuses takes', async () => {
    await database.write(async ({ sql }) => {
      for (let index = 0; index < 256; index += 1) {
        await sql(
          `INSERT INTO "api_key_network" ("apiKeyId", "secretNumber", "network", "reusedAt", "reuseCount") VALUES ('k1', 1, $1, $2, 1)`,
          [`10.0.0.${index}`, NOW],
        );
      }
    });
    const networks = networksIn(database);
    networks.seen(KEY, FIRST, from('192.0.2.1'), NOW); // The key was restored.
    await networks.run();
    const seen = 'SELECT "network" FROM "api_key_network" WHERE "firstSeenAt" IS NOT NULL';
    expect(await database.sql(seen, [])).toEqual([{ network: '192.0.2.1' }]);
  });

  it('wait where they cannot be written', async () => {
    let isThere = false;
    const write: Storage['write'] = (work, isolation) =>
      isThere ? database.write(work, isolation) : Promise.reject(new Error('Connection terminated'));
    const networks = networksIn({ engine, sql: database.sql, write });
    networks.seen(KEY, FIRST, from('192.0.2.1'), NOW);
    await networks.run();
    isThere = true;
    await networks.flush();
    expect(await rows()).toHaveLength(1);
    expect(losses).toEqual(['the networks that keys are used from could not be written down yet']);
  });
});

describe('networks that find no room', () => {
  it('are noted with a later request', async () => {
    const written: unknown[] = [];
    const sql: Storage['sql'] = async (_text, [id]) => {
      written.push(id);
      return [];
    };
    const write: Storage['write'] = (work) => work({ sql } as Transaction); // It has no use for the rest.
    const networks = new KeyNetworks({ engine: 'sqlite', sql, write }, () => undefined);
    const from = { address: '192.0.2.1', requestId: 'r1' };
    for (let index = 0; index <= 10_000; index += 1) networks.seen({ id: `k${index}` }, FIRST, from, NOW);
    await networks.run();
    expect(written).toHaveLength(10_000);
    networks.seen({ id: 'k10000' }, FIRST, from, NOW);
    await networks.run();
    expect(written.slice(10_000)).toEqual(['k10000']);
  });
});

describeOnEachEngine('the networks of keys that were used before networks were written down', (engine) => {
  it('are several, since nobody knows which', async () => {
    const world = await World.create(engine);
    const acme = await world.organization();
    const unused = await world.key(acme);
    await world.as(acme.key).run('{ viewer { name } }');
    await world.app.close();
    const runner = world.database.writer.createQueryRunner();
    const migration = new AddKeyNetworks1862000000000();
    await migration.down(runner);
    await migration.up(runner);
    const rows = await runner.query(
      'SELECT "apiKeyId", "secretNumber", "network", "firstSeenAt" FROM "api_key_network"',
    );
    expect(rows).toEqual([{ apiKeyId: acme.key.id, secretNumber: 1, network: 'several', firstSeenAt: NOW }]);
    expect(rows).not.toContainEqual(expect.objectContaining({ apiKeyId: unused.id }));
    await runner.release();
  });
});
