import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describeOnEachEngine } from '../support/engines';
import { sharedWorld } from '../support/world';

/** Values that are no id, no name and no cursor, but that a careless query builder would take for a condition. */
const NO_TEXTS: readonly [what: string, value: unknown][] = [
  ['an empty object', {}],
  ['an empty list', []],
  ['a list of ids', ['a']],
  ['a LIKE', { like: '%' }],
  ['a find operator', { '@instanceof': 'FindOperator', _type: 'like', _value: '%' }],
  ['a $ne', { $ne: 1 }],
  ['a $gt', { $gt: '' }],
  ['a boolean', true],
  ['a fraction', 1.5],
];

/** Every place of the schema that takes an id, a name, a text or a cursor. */
const PLACES: readonly [place: string, document: string][] = [
  ['process(id)', 'query ($v: ID!) { process(id: $v) { id } }'],
  ['apiKey(id)', 'query ($v: ID!) { apiKey(id: $v) { id } }'],
  ['apiKeys(filter.processId)', 'query ($v: ID) { apiKeys(filter: { processId: $v }) { totalCount } }'],
  ['apiKeys(filter.text)', 'query ($v: String) { apiKeys(filter: { text: $v }) { totalCount } }'],
  ['apiKeys(filter.scope)', 'query ($v: ScopeName) { apiKeys(filter: { scope: $v }) { totalCount } }'],
  ['processes(after)', 'query ($v: String) { processes(after: $v) { totalCount } }'],
  ['apiKeys(before)', 'query ($v: String) { apiKeys(before: $v) { totalCount } }'],
  ['deleteApiKey', 'mutation ($v: ID!) { deleteApiKey(input: { id: $v }) { deletedApiKeyId } }'],
  ['updateProcess', 'mutation ($v: ID!) { updateProcess(input: { id: $v, name: "Taken" }) { process { id } } }'],
  ['deleteProcess', 'mutation ($v: ID!) { deleteProcess(input: { id: $v }) { deletedProcessId } }'],
  ['createProcess(name)', 'mutation ($v: String!) { createProcess(input: { name: $v }) { process { id } } }'],
  ['updateOrganization', 'mutation ($v: String!) { updateOrganization(input: { name: $v }) { organization { id } } }'],
];

/** Texts that would be conditions, patterns or statements, were they not bound. */
const SQL_TEXTS = ["' OR '1'='1", '" OR ""="', "x'; DROP TABLE process;--", '%', '_', '\\', '!', '?', '$1', '\u0000'];

/** Orders that the closed list does not have. */
const NO_ORDERS = [
  '"CREATED_AT_DESC; DROP TABLE api_key"',
  'ID_ASC',
  '"createdAt"',
  '{ field: "passDigest", direction: ASC }',
  '[CREATED_AT_DESC, NAME_ASC]',
  '1',
];

describeOnEachEngine('input that is a condition', (engine) => {
  const world = sharedWorld(engine);

  describe.each(PLACES)('%s', (_place, document) => {
    it.each(NO_TEXTS)('T72: %s is refused', async (_what, v) => {
      const acme = await world().organization();
      await world().process(acme);
      const answer = await world().as(acme.key).run(document, { v });
      expect(answer.status).toBe(400);
      expect(answer.body.data).toBeUndefined();
      expect(answer.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
      const after = await world().as(acme.key).run('{ organization { name } processes { edges { node { name } } } }');
      expect(after.body.data).toEqual({
        organization: { name: 'Acme' },
        processes: { edges: [{ node: { name: 'Invoices' } }] },
      });
    });
  });

  it('T72: a number for an id is a text that is no id', async () => {
    const acme = await world().organization();
    await world().process(acme);
    const answer = await world().as(acme.key).run('query ($v: ID!) { process(id: $v) { id } }', { v: 1 });
    expect(answer.body).toEqual({ data: { process: null } });
  });

  it.each(['{ like: "%" }', '["%"]', 'true', 'like', '1.5'])('T72: the literal %s for an id is refused', async (id) => {
    const acme = await world().organization();
    await world().process(acme);
    const answer = await world().as(acme.key).run(`{ process(id: ${id}) { id } }`);
    expect([answer.status, answer.body.data]).toEqual([400, undefined]);
  });

  it.each([[{ id: { like: '%' } }], [{ id: ['%'] }], [{ id: true }], [{ id: { $ne: 1 } }], [{ id: 1 }], [{}]])(
    'T72: an entity whose key is %j is not there',
    async (fields) => {
      const acme = await world().organization();
      await world().process(acme);
      const representations = ['Process', 'ApiKey', 'Organization', 'Member'].map((__typename) => ({
        __typename,
        ...fields,
      }));
      const answer = await world()
        .as(acme.key)
        .run('query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', { r: representations });
      expect(answer.body).toEqual({ data: { _entities: [null, null, null, null] } });
    },
  );

  it.each(SQL_TEXTS)('T72: the text %j is looked for as it is', async (text) => {
    const acme = await world().organization();
    await world().process(acme);
    const answer = await world()
      .as(acme.key)
      .run(
        `query ($id: ID!, $text: String!) {
          process(id: $id) { id }
          processes(filter: { text: $text }) { totalCount }
          apiKeys(filter: { processId: $id, text: $text }) { totalCount }
        }`,
        { id: text, text },
      );
    expect(answer.body).toEqual({ data: { process: null, processes: { totalCount: 0 }, apiKeys: { totalCount: 0 } } });
  });

  it.each(NO_ORDERS)('T73: the order %s is refused', async (order) => {
    const { key } = await world().organization();
    const answer = await world().as(key).run(`{ apiKeys(orderBy: ${order}) { totalCount } }`);
    expect([answer.status, answer.body.data]).toEqual([400, undefined]);
  });

  it.each(['id; --', 'createdAt', 'created_at_desc', ['NAME_ASC', 'ID_ASC'], { field: 'id' }, 1])(
    'T73: the order %j in a variable is refused',
    async (order) => {
      const { key } = await world().organization();
      const answer = await world()
        .as(key)
        .run('query ($order: ApiKeyOrder) { apiKeys(orderBy: $order) { totalCount } }', { order });
      expect([answer.status, answer.body.data]).toEqual([400, undefined]);
    },
  );

  it.each([
    { 'id; --': 1 },
    { distinct: true },
    { status: ['ACTIVE; --'] },
    { owner: 'USER' },
    { expiresBefore: { lt: 1 } },
  ])('T73: the filter %j is refused', async (filter) => {
    const { key } = await world().organization();
    const answer = await world()
      .as(key)
      .run('query ($filter: ApiKeyFilter) { apiKeys(filter: $filter) { totalCount } }', { filter });
    expect([answer.status, answer.body.data]).toEqual([400, undefined]);
  });
});

describe('the statements of the code', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(path.join('src', file), 'utf8') }));

  it('T73: only the code of closed orders writes an order that is not a constant', () => {
    const building = sources.filter(({ text }) =>
      /ORDER BY(?:(?!LIMIT)[^`'\n])*\$\{|\.orderBy\(|addOrderBy\(/.test(text),
    );
    expect(building.map(({ file }) => file)).toEqual([
      'keys/ExpiryIndex.ts',
      'keys/SqliteKeyIndex.ts',
      'storage/Walk.ts',
    ]);
  });

  it('T73: nothing asks for distinct columns, or builds statements by other means', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter(({ text }) => /DISTINCT ON|distinctOn|createQueryBuilder/i.test(text))).toEqual([]);
  });
});
