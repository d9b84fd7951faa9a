import { describeOnEachEngine } from '../support/engines';
import { sharedWorld, type TestOrganization, type World } from '../support/world';

/** A page that cannot be, the argument that is at fault, and why. */
const BAD_PAGES: readonly [page: string, argument: string, message: string][] = [
  ['first: 0', 'first', 'first must lie between 1 and 100.'],
  ['first: -1', 'first', 'first must lie between 1 and 100.'],
  ['first: 101', 'first', 'first must lie between 1 and 100.'],
  ['last: 0', 'last', 'last must lie between 1 and 100.'],
  ['last: -1', 'last', 'last must lie between 1 and 100.'],
  ['last: 101', 'last', 'last must lie between 1 and 100.'],
  ['first: 1, last: 1', 'last', 'Give first or last, not both.'],
  ['after: ""', 'after', 'after is not a cursor of this list in this order.'],
  ['after: "1"', 'after', 'after is not a cursor of this list in this order.'],
  ['before: "AAAAAAAAAAAAAAAAWyJhIiwiYiJd"', 'before', 'before is not a cursor of this list in this order.'],
  [`after: "' OR 1=1--"`, 'after', 'after is not a cursor of this list in this order.'],
];

/** Every list of the schema. */
const LISTS: readonly [list: string, document: (page: string) => string][] = [
  ['processes', (page) => `{ processes(${page}) { totalCount } }`],
  ['apiKeys', (page) => `{ apiKeys(${page}) { totalCount } }`],
  ['Organization.processes', (page) => `{ organization { processes(${page}) { totalCount } } }`],
  ['Organization.apiKeys', (page) => `{ viewer { organization { apiKeys(${page}) { totalCount } } } }`],
  ['Organization.members', (page) => `{ organization { members(${page}) { totalCount } } }`],
  ['Process.apiKeys', (page) => `{ processes { edges { node { apiKeys(${page}) { totalCount } } } } }`],
];

/** Documents that would read far more rows than one answer may cost: a page of pages of pages. */
const nested = (variables: string, page: string) =>
  `query ${variables} { processes ${page} { edges { node { organization { processes ${page} {
     edges { node { organization { processes ${page} { totalCount } } } } } } } } } }`;

/** Cuts or adds to a cursor so that it still reads as base64url. */
const FORGERIES: readonly [how: string, forge: (cursor: string) => string][] = [
  ['with its last character changed', (cursor) => `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'E' : 'A'}`],
  ['with its first character changed', (cursor) => `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`],
  ['without its signature', (cursor) => cursor.slice(16)],
  ['with padding', (cursor) => `${cursor}=`],
  ['twice', (cursor) => `${cursor}${cursor}`],
];

describeOnEachEngine('pages', (engine) => {
  const world = sharedWorld(engine);

  const cursorOf = async ({ key }: TestOrganization, list: string): Promise<string> => {
    const answer = await world().as(key).run(`{ list: ${list} { pageInfo { endCursor } } }`);
    return answer.body.data.list.pageInfo.endCursor;
  };
  const after = (list: string, cursor: string, { key }: TestOrganization) =>
    world()
      .as(key)
      .run(`query ($cursor: String) { list: ${list.replace('$', 'after: $cursor')} { edges { cursor } } }`, { cursor });

  describe.each(LISTS)('%s', (_list, document) => {
    it.each(BAD_PAGES)('T64: %s is refused', async (page, argument, message) => {
      const { key } = await world().organization();
      const answer = await world().as(key).run(document(page));
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT', path: [argument] } }] });
    });
  });

  it.each([2147483648, -2147483649, 1.5, '1', true, [], {}])(
    'T64: first: %j in a variable is refused',
    async (first) => {
      const { key } = await world().organization();
      const answer = await world()
        .as(key)
        .run('query ($first: Int) { processes(first: $first) { totalCount } }', { first });
      expect(answer.status).toBe(400);
      expect(answer.body.data).toBeUndefined();
      expect(answer.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    },
  );

  it.each(['2147483647', '2147483648', '1.5', '"1"', 'true', '[]', '{}'])(
    'T64: first: %s in a literal is refused',
    async (first) => {
      const { key } = await world().organization();
      const answer = await world().as(key).run(`{ processes(first: ${first}) { totalCount } }`);
      expect(answer.status).toBe(400);
      expect(answer.body.data).toBeUndefined();
    },
  );

  it('T64: a page is 25 long where no length is given, and 100 at most', async () => {
    const acme = await world().organization();
    await addProcesses(world(), acme, 101);
    const answer = await world()
      .as(acme.key)
      .run(
        `query ($none: Int) {
        none: processes { edges { cursor } pageInfo { hasNextPage } totalCount }
        null: processes(first: null, last: null) { edges { cursor } }
        left: processes(first: $none) { edges { cursor } }
        most: processes(first: 100) { edges { cursor } pageInfo { hasNextPage } }
      }`,
      );
    const { none, null: nulls, left, most } = answer.body.data;
    expect(none).toMatchObject({ edges: { length: 25 }, pageInfo: { hasNextPage: true }, totalCount: 101 });
    expect([nulls.edges.length, left.edges.length]).toEqual([25, 25]);
    expect(most).toMatchObject({ edges: { length: 100 }, pageInfo: { hasNextPage: true } });
  });

  it.each([
    ['literals', '', '(first: 100)', {}],
    ['a variable', '($n: Int)', '(first: $n)', { n: 100 }],
    ['a variable with a default', '($n: Int = 100)', '(first: $n)', {}],
    ['last after an empty first', '', '(first: null, last: 100)', {}],
    ['a variable for last', '($n: Int)', '(last: $n)', { n: 100 }],
    ['the default length', '', '', {}],
  ])('T64: pages of pages of pages cost too much, also by %s', async (_how, variables, page, values) => {
    const { key } = await world().organization();
    const answer = await world().as(key).run(nested(variables, page), values);
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
  });

  it('T64: pages of pages as short as they are read are answered', async () => {
    const { key } = await world().organization();
    const answer = await world().as(key).run(nested('($n: Int)', '(first: $n)'), { n: 2 });
    expect(answer.body).toEqual({ data: { processes: { edges: [] } } });
  });

  it('T64: sizes in variables are weighed and checked every time a document comes', async () => {
    const caller = world().as((await world().organization()).key);
    const document = nested('($n: Int, $other: ApiKeyFilter)', '(first: $n)').replace(
      /}$/,
      'apiKeys(first: 1, filter: $other) { totalCount } }',
    );
    const statuses = [];
    for (const n of [2, 100, 2, 0, 2]) statuses.push((await caller.run(document, { n, other: {} })).status);
    expect(statuses).toEqual([200, 400, 200, 400, 200]);
  });

  it('T64: a cursor of one organization is no cursor of another', async () => {
    const [a, b] = [await world().organization('A'), await world().organization('B')];
    await world().process(a);
    await world().process(b);
    const cursor = await cursorOf(b, 'processes');
    expect((await after('processes($)', cursor, b)).body).toEqual({ data: { list: { edges: [] } } });
    const foreign = await after('processes($)', cursor, a);
    const forged = await after('processes($)', 'AAAA', a);
    expect(foreign.status).toBe(400);
    expect(foreign.body).toEqual(forged.body);
  });

  it('T64: a cursor of one list or order is no cursor of another', async () => {
    const acme = await world().organization();
    await world().process(acme);
    const ofKeys = await cursorOf(acme, 'apiKeys');
    const ofProcesses = await cursorOf(acme, 'processes');
    expect((await after('apiKeys($)', ofKeys, acme)).status).toBe(200);
    expect((await after('apiKeys($, orderBy: CREATED_AT_DESC)', ofKeys, acme)).status).toBe(200);
    expect((await after('apiKeys($, orderBy: CREATED_AT_ASC)', ofKeys, acme)).status).toBe(400);
    expect((await after('apiKeys($, orderBy: NAME_ASC)', ofKeys, acme)).status).toBe(400);
    expect((await after('processes($)', ofKeys, acme)).status).toBe(400);
    expect((await after('apiKeys($)', ofProcesses, acme)).status).toBe(400);
  });

  it.each(FORGERIES)('T64: a cursor %s is refused', async (_how, forge) => {
    const acme = await world().organization();
    await world().process(acme);
    const cursor = await cursorOf(acme, 'processes');
    const answer = await after('processes($)', forge(cursor), acme);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', path: ['after'] });
  });
});

async function addProcesses(world: World, { id }: TestOrganization, count: number): Promise<void> {
  const columns = '"id", "organizationId", "name", "sortName", "type", "status", "createdAt", "updatedAt"';
  for (let number = 0; number < count; number += 1) {
    const values = [
      `${id.slice(0, 28)}${String(number).padStart(4, '0')}`,
      id,
      `P${number}`,
      `p${number}`,
      'CUSTOM',
      'READY',
      0,
      0,
    ];
    await world.rows(`INSERT INTO "process" (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, values);
  }
}
