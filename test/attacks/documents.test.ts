import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpuMillisecondsOf, leastCpuMilliseconds, median, millisecondsOf } from '../support/measure';
import { type Answer, sharedWorld, type TestKey } from '../support/world';

/** Units: milliseconds in which a hostile document is answered. The target is 60; machines that test are slow. */
const HOSTILE_MS = 400;

const PAGE = 'processes(first: 1)';
const NODE = `${PAGE} { edges { node`;
const TEN_DEEP = `{ ${NODE} { organization { ${NODE} { organization { ${PAGE} { totalCount ${'}'.repeat(10)}`;
const ELEVEN_DEEP = `{ ${NODE} { organization { ${NODE} { organization { ${PAGE} { edges { cursor ${'}'.repeat(11)}`;

/** A document of 16 tokens and as many more as there are statuses. */
const withStatuses = (count: number) => `{ apiKeys(filter: { status: [${'ACTIVE '.repeat(count)}] }) { totalCount } }`;

/** Fragments of which each spreads the next one several times: short to read, and width^levels fields when written out. */
const multiplied = (operation: string, type: string, last: string, levels = 27, width = 2) =>
  [
    operation,
    ...Array.from({ length: levels }, (_each, index) => {
      return `fragment F${index} on ${type} { ${`...F${index + 1} `.repeat(width)}}`;
    }),
    `fragment F${levels} on ${type} { ${last} }`,
  ].join(' ');

const inlineFragments = (fragments: number, fields: number) =>
  `{ viewer { ${`... on Viewer { ${'name '.repeat(fields)} } `.repeat(fragments)} } }`;

describe('hostile documents', () => {
  const world = sharedWorld('sqlite');
  let key: TestKey;
  beforeAll(async () => {
    key = (await world().organization()).key;
  });

  const run = (query: string, variables?: Record<string, unknown>): Promise<Answer> =>
    world().as(key).run(query, variables);

  async function expectRefused(query: string, code: string): Promise<void> {
    const answer = await run(query);
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors[0].extensions).toEqual({ code });
    expect(await leastCpuMilliseconds(() => run(query))).toBeLessThan(HOSTILE_MS);
  }

  async function postArray(operations: object[]): Promise<Answer> {
    const authorization = `Bearer ${key.value}`;
    return world().graphql(operations, { authorization });
  }

  it.each([2, 100])('T57: an array of %i operations is refused, and none is executed', async (count) => {
    const query = 'mutation { updateOrganization(input: { name: "Batched" }) { userErrors { code } } }';
    const answer = await postArray(Array.from({ length: count }, () => ({ query })));
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [{ message: 'Operation batching disabled.', extensions: { code: 'BAD_REQUEST' } }],
    });
    const after = await run('{ organization { name } }');
    expect(after.body.data).toEqual({ organization: { name: 'Acme' } });
  });

  it('T58: ten levels are answered, eleven are refused', async () => {
    const fitting = await run(TEN_DEEP);
    expect(fitting.body).toEqual({ data: { processes: { edges: [] } } });
    await expectRefused(ELEVEN_DEEP, 'GRAPHQL_VALIDATION_FAILED');
  });

  it('T58: levels are counted through fragments', async () => {
    const spread = `{ ${NODE} { organization { ...Deep } } } } }`;
    const fragment = `fragment Deep on Organization { ${NODE} { organization { ...Deeper } } } } }`;
    const deeper = `fragment Deeper on Organization { ${PAGE} { edges { cursor } } }`;
    await expectRefused(`${spread} ${fragment} ${deeper}`, 'GRAPHQL_VALIDATION_FAILED');
  });

  it.each([3_000, 15_000])('T58: braces nested %i deep are refused by the parser', async (depth) => {
    await expectRefused(`{${'a{'.repeat(depth)}a${'}'.repeat(depth + 1)}`, 'GRAPHQL_PARSE_FAILED');
  });

  it('T58: lists nested 30,000 deep in a literal are refused', async () => {
    await expectRefused(`{ process(id: ${'['.repeat(30_000)}${']'.repeat(30_000)}) { id } }`, 'GRAPHQL_PARSE_FAILED');
  });

  it.each([
    ['lists', 'ID!', 'process(id: $v) { id }', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['objects', 'ID!', 'process(id: $v) { id }', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    [
      'representations',
      '[_Any!]!',
      '_entities(representations: $v) { __typename }',
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    ],
  ])('T58: %s nested deep in a variable are refused', async (_what, type, field, value) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key.value}` };
    const body = `{"query":"query ($v: ${type}) { ${field} }","variables":{"v":${value}}}`;
    const post = () => world().request({ method: 'POST', path: '/graphql', headers, body });
    const answer = await post();
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(await leastCpuMilliseconds(post)).toBeLessThan(HOSTILE_MS);
  });

  it.each([1_000, 13_000])('T59: one field repeated %i times is refused at once', async (count) => {
    await expectRefused(`{ viewer { ${'name '.repeat(count)} } }`, 'GRAPHQL_PARSE_FAILED');
  });

  it('T59: a field repeated as often as the limits allow is answered at once', async () => {
    const query = `{ viewer { ${'name '.repeat(990)} } }`;
    expect([200, 400]).toContain((await run(query)).status);
    expect(await leastCpuMilliseconds(() => run(query))).toBeLessThan(HOSTILE_MS);
  });

  it.each([
    [60, 40],
    [100, 60],
  ])('T60: %i inline fragments of %i fields are refused at once', async (fragments, fields) => {
    await expectRefused(inlineFragments(fragments, fields), 'GRAPHQL_PARSE_FAILED');
  });

  it('T60: inline fragments within the limits are answered at once, and nobody waits for them', async () => {
    const hostile = inlineFragments(30, 27);
    expect([200, 400]).toContain((await run(hostile)).status);
    expect(await leastCpuMilliseconds(() => run(hostile))).toBeLessThan(HOSTILE_MS);
    const waits: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const flood = [run(hostile), run(hostile)];
      waits.push(await millisecondsOf(() => run('{ viewer { name } }')));
      await Promise.all(flood);
    }
    expect(median(waits)).toBeLessThan(2 * HOSTILE_MS);
  });

  it.each([
    ['the schema', multiplied('{ __schema { ...F0 } }', '__Schema', 'queryType { name }')],
    ['a type', multiplied('{ __type(name: "ApiKey") { ...F0 } }', '__Type', 'name')],
    ['the caller', multiplied('{ viewer { ...F0 } }', 'Viewer', 'name')],
  ])('T60: fragments that multiply below %s are refused, however often they come', async (_what, query) => {
    const need = 'query ($document: String!) { requiredScopes(document: $document) { anyOf } }';
    for (let time = 0; time < 10; time += 1) {
      expect((await run(query)).status).toBe(400);
      expect((await run(need, { document: query })).status).toBe(400);
    }
  });

  it('T60: fragments that multiply where nothing is answered cost no more when they come again', async () => {
    const query = multiplied('{ _entities(representations: []) { ...F0 } }', 'Process', 'id', 3, 160);
    const ask = async (count: number): Promise<void> => {
      for (let time = 0; time < count; time += 1) expect((await run(query)).body).toEqual({ data: { _entities: [] } });
    };
    const first = await cpuMillisecondsOf(() => ask(3));
    expect(await cpuMillisecondsOf(() => ask(7))).toBeLessThan(20 * first);
  });

  it('T62: a thousand tokens are taken, one more is not', async () => {
    const fitting = await run(withStatuses(984));
    expect(fitting.body).toEqual({ data: { apiKeys: { totalCount: 1 } } });
    await expectRefused(withStatuses(985), 'GRAPHQL_PARSE_FAILED');
  });

  it('T62: fifty comments are taken, one more is not', async () => {
    const fitting = await run(`${'#\n'.repeat(50)}{ viewer { kind } }`);
    expect(fitting.body).toEqual({ data: { viewer: { kind: 'API_KEY' } } });
    await expectRefused(`${'#\n'.repeat(51)}{ viewer { kind } }`, 'GRAPHQL_PARSE_FAILED');
  });

  it('T62: fifteen thousand characters are taken, one more is not', async () => {
    const query = '{ viewer { kind } }';
    const fitting = await run(query.padEnd(15_000));
    expect(fitting.body).toEqual({ data: { viewer: { kind: 'API_KEY' } } });
    await expectRefused(query.padEnd(15_001), 'GRAPHQL_PARSE_FAILED');
  });

  it('T62: floods of comments, tokens and text leave nothing behind', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const floods = ['#\n'.repeat(5_000), `{ process(id: """${'x'.repeat(60_000)}""") { id } }`, withStatuses(5_000)];
    const flood = async (rounds: number): Promise<number> => {
      for (let round = 0; round < rounds; round += 1) {
        for (const document of floods) expect((await run(document)).status).toBe(400);
      }
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await flood(10);
    const after = await flood(60);
    expect(after - before).toBeLessThan(20 * 1024 * 1024);
  });

  it('T63: fifty directives are taken, one more is not', async () => {
    const fitting = await run(`{ viewer { ${'kind @skip(if: false) '.repeat(50)} } }`);
    expect(fitting.body).toEqual({ data: { viewer: { kind: 'API_KEY' } } });
    await expectRefused(`{ viewer { ${'kind @skip(if: false) '.repeat(51)} } }`, 'GRAPHQL_VALIDATION_FAILED');
  });

  it('T63: directives are counted through fragments', async () => {
    const fragment = `fragment F on Viewer { ${'kind @skip(if: false) '.repeat(50)} }`;
    await expectRefused(`{ viewer { ...F kind @skip(if: false) } } ${fragment}`, 'GRAPHQL_VALIDATION_FAILED');
  });

  it('T63: two hundred unknown directives are refused in a hundred errors at most', async () => {
    const query = `{ viewer { kind ${'@aa '.repeat(200)} } }`;
    await expectRefused(query, 'GRAPHQL_VALIDATION_FAILED');
    expect((await run(query)).body.errors.length).toBeLessThanOrEqual(100);
  });
});
