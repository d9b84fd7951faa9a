import { newId } from '../../src/id';
import { NOW, sharedWorld } from '../support/world';

/** Lists within lists: at the usual length of 25 they cost half of what a document may, at that of 100 twice as much. */
const within = (page: string) =>
  `edges { node { organization { processes ${page} { edges { cursor node { id } } } } } }`;
const ROWS = within('');
const TOO_MUCH = {
  errors: [{ message: 'The document costs more than 5000 points.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
};

describe('the cost of a document', () => {
  const world = sharedWorld('sqlite');
  const run = async (document: string, variables: Record<string, unknown> = {}) =>
    world()
      .as((await world().organization()).key)
      .run(document, variables);

  it.each([
    ['left out', ''],
    ['null', '(first: null, last: null)'],
    ['short, from the start', '(first: 25)'],
    ['short, from the end', '(last: 25)'],
    ['short, from the end, after a first of null', '(first: null, last: 25)'],
  ])('is small enough where both lengths are %s', async (_what, page) => {
    const { body } = await run(`{ processes ${page} { ${within(page)} } }`);
    expect(body).toEqual({ data: { processes: { edges: [] } } });
  });

  it.each([
    ['from the start', '(first: 100)'],
    ['from the end', '(last: 100)'],
    ['from the end, after a first of null', '(first: null, last: 100)'],
  ])('is too great where either list is long: %s', async (_what, page) => {
    for (const document of [`{ processes ${page} { ${ROWS} } }`, `{ processes { ${within(page)} } }`]) {
      const { status, body } = await run(document);
      expect([status, body]).toEqual([400, TOO_MUCH]);
    }
  });

  it.each([['first'], ['last']])('goes by the value of a variable for %s, each time it comes', async (argument) => {
    const caller = world().as((await world().organization()).key);
    const document = `query ($n: Int = 100) { processes(${argument}: $n) { ${ROWS} } }`;
    const statuses: number[] = [];
    for (const variables of [{ n: 25 }, { n: 100 }, { n: null }, {}, { n: 1 }]) {
      statuses.push((await caller.run(document, variables)).status);
    }
    expect(statuses).toEqual([200, 400, 200, 400, 200]);
  });

  it.each([
    ['aliases', `{ a: processes { ${ROWS} } b: processes { ${ROWS} } }`],
    ['a fragment', `{ a: processes { ...F } b: processes { ...F } } fragment F on ProcessConnection { ${ROWS} }`],
    ['fragments in line', `{ a: processes { ... { ${ROWS} } } b: processes { ... on ProcessConnection { ${ROWS} } } }`],
  ])('counts what comes twice twice: by %s', async (_how, document) => {
    const { status, body } = await run(document);
    expect([status, body]).toEqual([400, TOO_MUCH]);
  });

  it('counts entities as often as there are representations', async () => {
    const document = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Organization { processes { edges { cursor node { id } } } }
    } }`;
    const organizations = (count: number) =>
      Array.from({ length: count }, () => ({ __typename: 'Organization', id: newId(NOW) }));
    expect((await run(document, { representations: organizations(20) })).status).toBe(200);
    expect((await run(document, { representations: organizations(80) })).body).toEqual(TOO_MUCH);
  });
});
