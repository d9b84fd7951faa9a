import fc from 'fast-check';
import { SCOPE } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import type { ApiKey } from '../../src/keys/ApiKey';
import { ApiKeyStatus, statusOf } from '../../src/keys/ApiKeyStatus';
import { apiKeyList } from '../../src/keys/apiKeyQueries';
import { indexWaitingKeys } from '../../src/keys/indexApiKeys';
import { type ApiKeyFilter, ApiKeyOrder, ApiKeyOwnerKind } from '../../src/keys/inputs';
import { scopesColumn } from '../../src/keys/scopesColumn';
import { foldName, foldSearch } from '../../src/names';
import { insertRows } from '../../src/storage/insertRows';
import type { KeysetOrder, KeysetPosition } from '../../src/storage/KeysetOrder';
import { countKeyset, type KeysetPage, readKeysetPage } from '../../src/storage/keyset';
import type { RunSql, SqlValue } from '../../src/storage/Storage';
import { describeOnEachEngine } from '../support/engines';
import { seededRandom } from '../support/random';
import { times } from '../support/times';
import { NOW, sharedWorld } from '../support/world';

const KEY_COUNT = 400;
/** So small that a list of some hundred keys is read in every way there is. */
const SIZES = { first: 5, next: 20, candidates: 30 };
const PIECES =
  'import|Imp|port|mpo|quarter|a|b|z| |%|_|!|"|\'|*|(|7|~|é|É|ß|ſt|ﬀ|漢字|漢|Ж|ж|😀|\u{10400}|Ａ|İ|\u{1d400}'.split(
    '|',
  );
const SCOPES = [SCOPE.processRead, SCOPE.usersRead, SCOPE.processesManage, SCOPE.processUpdate];

const { ACTIVE, EXPIRED, DISABLED, BLOCKED } = ApiKeyStatus;
const SHARES = [0.9, 0.03, 0.3, 0.5];

/** The ways to read, each with what its statements alone hold. */
const WAYS = [
  ['candidates', /CROSS JOIN "api_key" WHERE/],
  ['slices', /OFFSET/],
  ['spans of creation', /"walked"/],
  ['zones of names', /ORDER BY "rowid"/],
] as const;

type Row = Record<string, SqlValue> & ApiKey & { readonly organizationId: string };

const pieces = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }).map((some) => some.join(''));

const texts = fc.oneof(
  pieces,
  fc.constantFrom(
    '',
    'import',
    'IMPORT',
    'quarter',
    'lkp_',
    'LKO_1',
    '\u0000',
    '\u0001',
    'a\u0000b',
    'x'.repeat(1_001),
  ),
);

const filters: fc.Arbitrary<ApiKeyFilter> = fc.record(
  {
    text: texts,
    scope: fc.constantFrom(...SCOPES, 'workspace.process:re', 'no scope'),
    status: fc.subarray(Object.values(ApiKeyStatus)),
    owner: fc.constantFrom(...Object.values(ApiKeyOwnerKind)),
    expiresBefore: fc.integer({ min: -40, max: 40 }).map((days) => NOW + days * DAY_MS),
  },
  { requiredKeys: [] },
);

const questions = fc.record({
  filter: filters,
  orderBy: fc.constantFrom(...Object.values(ApiKeyOrder)),
  after: fc.nat(),
  limit: fc.integer({ min: 15, max: 60 }),
});

/** Searches that go each way there is, and are tried first. */
const EXAMPLES = Object.values(ApiKeyOrder)
  .flatMap((orderBy) =>
    [{ text: 'quarter' }, { text: 'ﬀ7' }, { scope: SCOPE.usersRead }, { status: [EXPIRED] }].map(
      (filter, index): [object, number] => [{ filter, orderBy, after: index * 3, limit: 15 + index * 9 }, index],
    ),
  )
  .concat([
    [{ filter: { status: [ACTIVE, EXPIRED, DISABLED] }, orderBy: ApiKeyOrder.NAME_ASC, after: 7, limit: 40 }, 1],
    [{ filter: { status: [EXPIRED, BLOCKED] }, orderBy: ApiKeyOrder.CREATED_AT_DESC, after: 0, limit: 40 }, 2],
  ]);

describeOnEachEngine('a search of keys', (engine) => {
  const world = sharedWorld(engine);

  it('finds what is there, in every order, page and way of reading, whatever changes in between', async () => {
    const organizationId = await shelf();
    const { database } = world();
    const caller = world().operator({ id: organizationId });
    const waysTaken = new Set<string>();
    const sql: RunSql = (text, values) => {
      for (const [way, sign] of WAYS) if (sign.test(text)) waysTaken.add(way);
      return database.sql(text, values);
    };
    await fc.assert(
      fc.asyncProperty(questions, fc.nat(), async ({ filter, orderBy, after, limit }, chance) => {
        await change(organizationId, chance);
        const { source, order } = apiKeyList(database, caller, { filter, orderBy, processId: null }, NOW);
        const expected = await expectedOf(organizationId, filter, orderBy);
        const ids = expected.map(({ id }) => id);
        expect(await countKeyset(sql, source, order, SIZES)).toBe(ids.length);
        const start = expected[after % (expected.length + 1)];
        const cursor = start === undefined ? null : order.positionOf(start);
        for (const isBackward of [false, true]) {
          const read = async (near: KeysetPosition | null, far: KeysetPosition | null, rows: number) => {
            const ends = isBackward ? { before: near, after: far } : { after: near, before: far };
            return readKeysetPage(sql, source, order, { ...ends, limit: rows, isBackward }, SIZES);
          };
          const found = await everyPage(limit, order, isBackward, (near) => read(near, null, limit));
          expect(found).toEqual(ids);
          // Up to a cursor in the middle.
          const upTo =
            start === undefined
              ? ids
              : isBackward
                ? ids.slice(ids.indexOf(start.id) + 1)
                : ids.slice(0, ids.indexOf(start.id));
          const page = await read(null, cursor, limit);
          const cut = isBackward ? upTo.slice(-limit) : upTo.slice(0, limit);
          expect([page.rows.map(({ id }) => id), page.hasMore]).toEqual([cut, upTo.length > limit]);
        }
      }),
      { numRuns: EXAMPLES.length + times({ usual: 10, long: 100 }), seed: 7, examples: EXAMPLES as never[] },
    );
    const ways = WAYS.map(([way]) => way).filter((way) => engine === 'sqlite' || way !== 'zones of names');
    expect([...waysTaken].sort()).toEqual(ways.sort());
  });

  it('finds a key that waits for the index before those that are in it', async () => {
    const { id } = await world().organization();
    const add = (names: readonly string[]) =>
      world().database.write(({ sql }) =>
        insertRows(
          sql,
          'api_key',
          names.map((name) => plainKey(id, name)),
        ),
      );
    const { database } = world();
    await add([...Array(60).fill('a'), ...Array(60).fill('m quarter')]);
    expect(await indexWaitingKeys(database, id)).toBe(true);
    await add(['c quarter', 'z quarter']);
    for (const [orderBy, first] of [
      [ApiKeyOrder.NAME_ASC, 'c quarter'],
      [ApiKeyOrder.NAME_DESC, 'z quarter'],
    ] as const) {
      const question = { filter: { text: 'quarter' }, orderBy, processId: null };
      const { source, order } = apiKeyList(database, world().operator({ id }), question, NOW);
      const window = { after: null, before: null, limit: 1, isBackward: false };
      const { rows } = await readKeysetPage(database.sql, source, order, window, { ...SIZES, first: 1 });
      expect(rows.map(({ name }) => name)).toEqual([first]);
    }
  });

  /** An organization with keys of every kind, among those of another. */
  async function shelf(): Promise<string> {
    const [acme, other] = [await world().organization('Acme'), await world().organization('Other')];
    const { id: processId } = await world().process(acme);
    const random = seededRandom('searched keys');
    const names = fc.sample(pieces, { numRuns: KEY_COUNT, seed: 3 });
    const rows = names.map((name, index) => {
      // Most begin alike, as names do; those with a common word are in the middle.
      const whole = index % 3 === 0 ? name : index % 5 === 0 ? `mm ${name} quarter` : `import ${name}`;
      const [isOther, isOfProcess] = [random() < 0.1, random() < 0.4];
      const age = Math.floor(random() * 200);
      const createdAt = NOW - age * DAY_MS - Math.floor(random() * 3);
      return {
        id: newId(createdAt),
        organizationId: isOther ? other.id : acme.id,
        processId: isOfProcess && !isOther ? processId : null,
        name: whole,
        sortName: foldName(whole),
        user: `${isOfProcess ? 'lkp_' : 'lko_'}${newId(Math.floor(random() * 2 ** 47)).slice(0, 16)}`,
        passDigest: 'x',
        pepperVersion: 'y',
        scopes: scopesColumn.write(SCOPES.filter((_each, place) => random() < (SHARES[place] ?? 0))),
        // Those made lately, and those made first, work.
        expiresAt: createdAt + (age > 60 && age < 140 ? Math.floor(random() * 90) + 1 : 300) * DAY_MS,
        createdAt,
        disabledAt: random() < 0.05 ? NOW : null,
        blockedFrom: random() < 0.3 ? NOW + Math.floor(random() * 3) - 1 : null,
        deletedAt: random() < 0.1 ? NOW : null,
      };
    });
    await world().database.write(({ sql }) => insertRows(sql, 'api_key', rows));
    return acme.id;
  }

  /** Changes a key in a way that a search could miss. */
  async function change(organizationId: string, chance: number): Promise<void> {
    const rows = await rowsOf(organizationId);
    const row = rows[chance % rows.length];
    const name = PIECES[chance % PIECES.length] ?? '';
    const changes = [
      ['"sortName" = $1', foldName(`${name} import`)],
      ['"sortName" = $1', foldName(`${name} quarter`)],
      ['"scopes" = $1', ` ${SCOPE.usersRead} `],
      ['"deletedAt" = $1', chance % 2 === 0 ? null : NOW],
      ['"disabledAt" = $1', chance % 2 === 0 ? null : NOW],
      ['"blockedFrom" = $1', chance % 2 === 0 ? null : NOW],
      ['"expiresAt" = $1', NOW + (chance % 80) * DAY_MS],
    ] as const;
    const [sql, value] = changes[chance % changes.length] ?? changes[0];
    if (chance % 11 === 0) await world().rows('DELETE FROM "api_key" WHERE "id" = $1', [row?.id ?? '']);
    else await world().rows(`UPDATE "api_key" SET ${sql} WHERE "id" = $2`, [value, row?.id ?? '']);
  }

  async function rowsOf(organizationId: string): Promise<readonly Row[]> {
    const sql = 'SELECT *, "scopes" AS "scopesText" FROM "api_key" WHERE "organizationId" = $1 ORDER BY "id"';
    return world().database.sql<Row>(sql, [organizationId]);
  }

  /** The keys of a list, by a plain look at each. */
  async function expectedOf(organizationId: string, filter: ApiKeyFilter, orderBy: ApiKeyOrder): Promise<Row[]> {
    const { text, scope, owner, expiresBefore } = filter;
    const live = Object.values(ApiKeyStatus).filter((status) => status !== ApiKeyStatus.DELETED);
    const statuses = filter.status ?? live;
    const needle = text == null ? '' : foldSearch(text);
    const found = (await rowsOf(organizationId)).filter(
      (row) =>
        (row.sortName.includes(needle) || row.user.toLowerCase().includes(needle)) &&
        (scope == null || scopesColumn.read(row.scopesText).includes(scope)) &&
        (owner == null || (owner === ApiKeyOwnerKind.PROCESS) === (row.processId !== null)) &&
        (expiresBefore == null || row.expiresAt < expiresBefore) &&
        statuses.includes(statusOf(row, NOW)),
    );
    const [column, direction] = (
      { CREATED: ['createdAt', 1], EXPIRES: ['expiresAt', 1], NAME: ['sortName', 1] } as const
    )[orderBy.split('_')[0] as 'CREATED' | 'EXPIRES' | 'NAME'];
    const sign = orderBy.endsWith('DESC') ? -direction : direction;
    return [...found].sort((a, b) => sign * (compared(a[column], b[column]) || compared(a.id, b.id)));
  }
});

/** The ids of all pages of a list, each read where the last one ended. */
async function everyPage<Row extends { readonly id: string }>(
  limit: number,
  order: KeysetOrder<Row>,
  isBackward: boolean,
  read: (near: KeysetPosition | null) => Promise<KeysetPage<Row>>,
): Promise<string[]> {
  const ids: string[] = [];
  for (let near: KeysetPosition | null = null, hasMore = true; hasMore; ) {
    const page: KeysetPage<Row> = await read(near);
    const found = page.rows.map(({ id }) => id);
    ids.splice(isBackward ? 0 : ids.length, 0, ...found);
    const last = page.rows.at(isBackward ? 0 : -1);
    hasMore = page.hasMore && last !== undefined;
    if (hasMore) expect(found).toHaveLength(limit);
    near = last === undefined ? null : order.positionOf(last);
  }
  return ids;
}

/** A key of an organization of which only the name matters. */
function plainKey(organizationId: string, name: string) {
  const [id, user] = [newId(NOW), `lko_${newId(NOW).slice(16)}`];
  const digested = { passDigest: 'x', pepperVersion: 'y', scopes: ' ' };
  return { id, organizationId, name, sortName: name, user, ...digested, expiresAt: NOW + DAY_MS, createdAt: NOW };
}

/** As the databases compare: texts by their bytes. */
function compared(one: string | number, other: string | number): number {
  if (typeof one === 'number') return one - Number(other);
  return Buffer.compare(Buffer.from(one), Buffer.from(String(other)));
}
