import { describeOnEachEngine } from '../support/engines';
import { neighbours } from '../support/neighbours';
import { sharedWorld } from '../support/world';

const OWN = { name: 'Own' };

/** Orders in which a document asks for the own process and the foreign one, and what each alias shows. */
const ORDERS: readonly [asked: string, shown: object][] = [
  ['a: process(id: $own) { name } b: process(id: $foreign) { name }', { a: OWN, b: null }],
  ['a: process(id: $foreign) { name } b: process(id: $own) { name }', { a: null, b: OWN }],
  [
    'a: process(id: $own) { name } b: process(id: $own) { name } c: process(id: $foreign) { name }',
    { a: OWN, b: OWN, c: null },
  ],
  [
    'a: process(id: $own) { name } b: process(id: $foreign) { name } c: process(id: $own) { name }',
    { a: OWN, b: null, c: OWN },
  ],
  [
    'a: process(id: $foreign) { name } b: process(id: $own) { name } c: process(id: $own) { name }',
    { a: null, b: OWN, c: OWN },
  ],
  [
    'a: process(id: $foreign) { name } b: process(id: $foreign) { name } c: process(id: $own) { name }',
    { a: null, b: null, c: OWN },
  ],
  [
    'a: process(id: $foreign) { name } b: process(id: $own) { name } c: process(id: $foreign) { name }',
    { a: null, b: OWN, c: null },
  ],
  [
    'a: process(id: $own) { name } b: process(id: $foreign) { name } c: process(id: $foreign) { name }',
    { a: OWN, b: null, c: null },
  ],
  [
    'a: process(id: $own) { name } b: process(id: $foreign) { name } c: process(id: $own) { name } d: process(id: $foreign) { name } e: process(id: $own) { name }',
    { a: OWN, b: null, c: OWN, d: null, e: OWN },
  ],
  [
    'a: process(id: $foreign) { name } b: process(id: $own) { name } c: process(id: $foreign) { name } d: process(id: $own) { name } e: process(id: $foreign) { name }',
    { a: null, b: OWN, c: null, d: OWN, e: null },
  ],
];

/** Shape: `a0: name a1: name …` */
function aliases(count: number): string {
  return Array.from({ length: count }, (_, index) => `a${index}: name`).join(' ');
}

const LISTS = `query ($own: ID!, $foreign: ID!) {
  f1: apiKeys(filter: { processId: $foreign }) { totalCount edges { node { id } } }
  o1: apiKeys(filter: { processId: $own }) { totalCount edges { node { id } } }
  f2: apiKeys(filter: { processId: $foreign }) { totalCount edges { node { id } } }
}`;

describeOnEachEngine('aliases of one field', (engine) => {
  const world = sharedWorld(engine);

  it.each(ORDERS)('T39: the foreign process is hidden each time: %s', async (asked, shown) => {
    const { a, own, foreign } = await neighbours(world());
    const query = `query ($own: ID!, $foreign: ID!) { ${asked} }`;
    const answer = await world().as(a.key).run(query, { own: own.id, foreign: foreign.id });
    expect(answer.body).toEqual({ data: shown });
  });

  it('T39: aliased lists are filtered one by one', async () => {
    const { a, b, own, foreign } = await neighbours(world());
    const key = await world().key(a, { processId: own.id });
    await world().key(b, { processId: foreign.id });
    const answer = await world().as(a.key).run(LISTS, { own: own.id, foreign: foreign.id });
    const none = { totalCount: 0, edges: [] };
    expect(answer.body.data).toEqual({ f1: none, o1: { totalCount: 1, edges: [{ node: { id: key.id } }] }, f2: none });
  });

  it('T39: one rule under two parents decides the same under both', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const key = await world().key(acme, { processId: process.id, scopes: ['workspace.process.api_key:manage'] });
    const answer = await world()
      .as(key)
      .run(
        `{ viewer { process { apiKeys { totalCount } name } organization { apiKeys { totalCount } processes { totalCount } } }
           apiKeys { totalCount } processes { totalCount } }`,
      );
    expect(answer.body.data).toEqual({
      viewer: {
        process: { apiKeys: { totalCount: 1 }, name: null },
        organization: { apiKeys: null, processes: null },
      },
      apiKeys: { totalCount: 1 },
      processes: null,
    });
  });

  it('T39: two callers of one query at the same time are each answered for themselves', async () => {
    const acme = await world().organization();
    await world().process(acme);
    const reader = await world().key(acme, { scopes: ['workspace.process:read'] });
    const manager = await world().key(acme, { scopes: ['workspace.admin.api_key:manage'] });
    const query = '{ processes { totalCount } apiKeys { totalCount } }';
    const callers = [reader, manager, reader, manager, reader, manager];
    const answers = await Promise.all(callers.map((caller) => world().as(caller).run(query)));
    const toReader = { processes: { totalCount: 1 }, apiKeys: null };
    const toManager = { processes: null, apiKeys: { totalCount: 3 } };
    expect(answers.map(({ body }) => body.data)).toEqual([
      toReader,
      toManager,
      toReader,
      toManager,
      toReader,
      toManager,
    ]);
  });
});

describe('many aliases', () => {
  const world = sharedWorld('sqlite');

  it('T55: a document has 15 aliases at most', async () => {
    const { key } = await world().organization();
    const fitting = await world()
      .as(key)
      .run(`{ viewer { ${aliases(15)} } }`);
    expect(fitting.status).toBe(200);
    expect(Object.keys(fitting.body.data.viewer)).toHaveLength(15);
    const excessive = await world()
      .as(key)
      .run(`{ viewer { ${aliases(16)} } }`);
    expect(excessive.status).toBe(400);
    expect(excessive.body.errors).toHaveLength(1);
    expect(excessive.body.errors[0].extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(excessive.body.data).toBeUndefined();
  });

  it('T55: aliases are counted through fragments', async () => {
    const { key } = await world().organization();
    const spread = await world()
      .as(key)
      .run(`{ viewer { ...F x: name } } fragment F on Viewer { ... on Viewer { ${aliases(15)} } }`);
    expect(spread.status).toBe(400);
    expect(spread.body.data).toBeUndefined();
  });

  it('T55: a thousand aliases are refused', async () => {
    const { key } = await world().organization();
    const answer = await world()
      .as(key)
      .run(`{ viewer { ${aliases(1000)} } }`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveLength(1);
  });

  it('T55: sixteen aliased mutations make nothing', async () => {
    const { key } = await world().organization();
    const fields = Array.from(
      { length: 16 },
      (_, n) => `a${n}: createProcess(input: { name: "P" }) { process { id } }`,
    );
    const answer = await world()
      .as(key)
      .run(`mutation { ${fields.join(' ')} }`);
    expect(answer.status).toBe(400);
    const after = await world().as(key).run('{ processes { totalCount } }');
    expect(after.body.data).toEqual({ processes: { totalCount: 0 } });
  });
});
