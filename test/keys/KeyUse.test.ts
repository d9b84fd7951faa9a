import { Changes } from '../../src/events/Changes';
import { KeyUse } from '../../src/keys/KeyUse';
import { openDatabase } from '../../src/running/openDatabase';
import type { Storage } from '../../src/storage/Storage';
import { CuttableProxy } from '../support/CuttableProxy';
import { describeOnEachEngine, freshDatabase } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { NOW, sharedWorld } from '../support/world';

const KEY = { id: 'k1', lastUsedAt: null, secretNumber: 1, otherState: null };
const SECRET = { number: 1, state: 'CURRENT' } as const;
const ORIGIN = { address: '192.0.2.1', requestId: 'r1' };
const USED = 'SELECT "id", "lastUsedAt" FROM "api_key" WHERE "organizationId" = $1 ORDER BY "id"';

/** The use of keys as one process writes it down, with the losses that it reports. */
function processOn(storage: Storage): { keyUse: KeyUse; losses: unknown[] } {
  const losses: unknown[] = [];
  const changes = new Changes(storage, () => NOW, []);
  const keyUse = new KeyUse(storage, changes, (message, { err: _cause, ...counts } = {}) => {
    losses.push({ message, ...counts });
  });
  return { keyUse, losses };
}

describe('the use of keys that finds no room', () => {
  it('is counted, and told once until there was room again', async () => {
    const database = await freshDatabase('sqlite');
    endAfter('test', () => database.close());
    const { keyUse, losses } = processOn(database);
    const flood = async (): Promise<void> => {
      for (let index = 0; index < 10_003; index += 1) keyUse.used({ ...KEY, id: `k${index}` }, SECRET, ORIGIN, NOW);
      await keyUse.flush();
    };
    await flood();
    await flood();
    const message = 'the use of keys was not all written down';
    expect(losses).toEqual([{ message, useCount: 3 }]);
    await keyUse.flush();
    await flood();
    expect(losses.slice(1)).toEqual([{ message, useCount: 3 }]);
  });
});

describeOnEachEngine('the last use of a key', (engine) => {
  const world = sharedWorld(engine);

  const usesOf = async (organizationId: string): Promise<unknown[]> => {
    const rows = await world().database.sql<{ lastUsedAt: number | null }>(USED, [organizationId]);
    return rows.map(({ lastUsedAt }) => lastUsedAt);
  };

  it('never goes back, whichever process writes it down last', async () => {
    const acme = await world().organization();
    const key = { ...KEY, id: acme.key.id };
    const [early, late] = [processOn(world().database), processOn(world().database)];
    early.keyUse.used(key, SECRET, ORIGIN, NOW + 1_000);
    late.keyUse.used(key, SECRET, ORIGIN, NOW + 2_000);
    await late.keyUse.flush();
    await early.keyUse.flush();
    expect(await usesOf(acme.id)).toEqual([NOW + 2_000]);
    early.keyUse.used(key, SECRET, ORIGIN, NOW + 4_000);
    early.keyUse.used(key, SECRET, ORIGIN, NOW + 3_000); // The clock was set back.
    await early.keyUse.flush();
    expect(await usesOf(acme.id)).toEqual([NOW + 4_000]);
  });

  it('is written down by three processes at once, none of which is in the way of another', async () => {
    const acme = await world().organization();
    const keys = [acme.key, ...(await Promise.all(Array.from({ length: 39 }, () => world().key(acme))))];
    let runCount = 0;
    const processes = await Promise.all(
      [0, 1, 2].map(async () => {
        const database = await openDatabase(world().config.database);
        endAfter('test', () => database.close());
        const counting: Storage = {
          engine,
          sql: database.sql,
          write: (work, isolation) =>
            database.write((transaction) => {
              runCount += 1;
              return work(transaction);
            }, isolation),
        };
        return processOn(counting);
      }),
    );
    const rounds = 5;
    for (let round = 1; round <= rounds; round += 1) {
      for (const [index, { keyUse }] of processes.entries()) {
        const inItsOrder = index === 1 ? [...keys].reverse() : keys;
        for (const { id } of inItsOrder) keyUse.used({ ...KEY, id }, SECRET, ORIGIN, NOW + round * 10 + index);
      }
      await Promise.all(processes.map(({ keyUse }) => keyUse.flush()));
    }
    expect(await usesOf(acme.id)).toEqual(keys.map(() => NOW + rounds * 10 + 2));
    expect(processes.flatMap(({ losses }) => losses)).toEqual([]);
    if (engine === 'postgres') expect(runCount).toBe(3 * rounds); // SQLite has one writer at a time: others wait.
  });

  if (engine !== 'postgres') return;

  it('is written down when an outage is over', async () => {
    const acme = await world().organization();
    const { database } = world().config;
    const { proxy, viaProxy } = await CuttableProxy.to(database.engine === 'postgres' ? database.url : '');
    endAfter('test', () => proxy.cut());
    const far = await openDatabase({ engine: 'postgres', url: viaProxy });
    endAfter('test', () => far.close());
    const { keyUse, losses } = processOn(far);
    keyUse.used({ ...KEY, id: acme.key.id }, SECRET, ORIGIN, NOW);
    await proxy.cut();
    await keyUse.flush();
    expect(losses).toEqual([{ message: 'the use of keys could not be written down', useCount: 1 }]);
    await proxy.mend();
    await keyUse.flush();
    expect(await usesOf(acme.id)).toEqual([NOW]);
  });
});
