import { KeyLookup, keyRows } from '../../src/keys/KeyLookup';
import { Peppers } from '../../src/keys/Peppers';
import type { Storage } from '../../src/storage/Storage';
import { describeOnEachEngine } from '../support/engines';
import { SECRET, sharedWorld } from '../support/world';

describeOnEachEngine('the lookup of keys', (engine) => {
  const world = sharedWorld(engine);

  /** A lookup, and how many places its statements had. */
  function makeLookup() {
    const placeCounts: number[] = [];
    const { database } = world();
    const storage: Storage = {
      engine: database.engine,
      sql: (sql, values) => {
        placeCounts.push(values.length);
        return database.sql(sql, values);
      },
      write: (work) => database.write(work),
    };
    return { lookup: new KeyLookup(storage, new Peppers(SECRET, [])), placeCounts };
  }

  it('answers all that is asked in one turn with one statement, each to whoever asked', async () => {
    const acme = await world().organization();
    const [one, two] = [await world().key(acme), await world().key(acme)];
    const { lookup, placeCounts } = makeLookup();
    const found = await Promise.all([
      lookup.find(one.user, one.pass),
      lookup.find(two.user, one.pass),
      lookup.find('lko_0000000000000000', one.pass),
      lookup.find(two.user, two.pass),
      lookup.find(one.user, null),
    ]);
    expect(found.map(({ row, secret }) => [row?.id, secret?.number ?? null])).toEqual([
      [one.id, 1],
      [two.id, null],
      [undefined, null],
      [two.id, 1],
      [one.id, null],
    ]);
    expect(placeCounts).toEqual([4]); // For three keys.
  });

  it('asks for 64 keys at most at once', async () => {
    const acme = await world().organization();
    const { lookup, placeCounts } = makeLookup();
    const others = Array.from({ length: 99 }, (_each, index) => `lko_${String(index).padStart(16, '0')}`);
    const found = await Promise.all([...others, acme.key.user].map((user) => lookup.find(user, acme.key.pass)));
    expect(found.map(({ secret }) => secret?.state ?? null)).toEqual([...others.map(() => null), 'CURRENT']);
    expect(placeCounts).toEqual([64, 64]);
  });

  it('is never asked for more than one statement can look up', () => {
    const users = Array.from({ length: 65 }, (_each, index) => `lko_${index}`);
    expect(() => keyRows(world().database.sql, users)).toThrow(RangeError);
  });

  it('remembers nothing from one turn to the next', async () => {
    const acme = await world().organization();
    const { lookup, placeCounts } = makeLookup();
    expect((await lookup.find(acme.key.user, acme.key.pass)).row?.deletedAt).toBeNull();
    await world().rows('UPDATE "api_key" SET "deletedAt" = 7 WHERE "id" = $1', [acme.key.id]);
    expect((await lookup.find(acme.key.user, acme.key.pass)).row?.deletedAt).toBe(7);
    expect(placeCounts).toEqual([1, 1]);
  });

  it('fails for all who asked, and then works again', async () => {
    const acme = await world().organization();
    const failure = new Error('the database is away');
    const sql: Storage['sql'] = (text, values) =>
      isAway ? Promise.reject(failure) : world().database.sql(text, values);
    let isAway = true;
    const lookup = new KeyLookup(
      { engine, sql, write: (work) => world().database.write(work) },
      new Peppers(SECRET, []),
    );
    const asked = [1, 2, 3].map(() => lookup.find(acme.key.user, acme.key.pass));
    expect(await Promise.allSettled(asked)).toEqual(asked.map(() => ({ status: 'rejected', reason: failure })));
    isAway = false;
    expect((await lookup.find(acme.key.user, acme.key.pass)).secret).toMatchObject({ number: 1 });
  });
});
