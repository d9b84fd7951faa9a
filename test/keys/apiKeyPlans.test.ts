import type { Engine } from '../../src/database/options';
import { newId } from '../../src/id';
import { ApiKeyStatus } from '../../src/keys/ApiKeyStatus';
import { apiKeyList } from '../../src/keys/apiKeyQueries';
import { type ApiKeyFilter, ApiKeyOrder, ApiKeyOwnerKind } from '../../src/keys/inputs';
import { fewCandidates, readCandidates } from '../../src/storage/candidates';
import { readKeysetPage } from '../../src/storage/keyset';
import type { RunSql, SqlValue } from '../../src/storage/Storage';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld } from '../support/world';

const PROCESS_ID = newId(NOW);
const { ACTIVE, EXPIRED, DISABLED, BLOCKED, DELETED } = ApiKeyStatus;

const ORDERS = [
  [ApiKeyOrder.CREATED_AT_DESC, 'created_at'],
  [ApiKeyOrder.CREATED_AT_ASC, 'created_at'],
  [ApiKeyOrder.EXPIRES_AT_ASC, 'expires_at'],
  [ApiKeyOrder.EXPIRES_AT_DESC, 'expires_at'],
  [ApiKeyOrder.NAME_ASC, 'sort_name'],
  [ApiKeyOrder.NAME_DESC, 'sort_name'],
] as const;

/** Filters, with the parts whose index their list is read by. */
const FILTERS: [string, ApiKeyFilter, string[]][] = [
  ['nothing', {}, ['live']],
  ['a process', { processId: PROCESS_ID }, ['process']],
  ['organizations as owners', { owner: ApiKeyOwnerKind.ORGANIZATION }, ['live']],
  ['processes as owners', { owner: ApiKeyOwnerKind.PROCESS }, ['live']],
  ['those that work', { status: [ACTIVE] }, ['live']],
  ['expired ones', { status: [EXPIRED] }, ['live']],
  ['disabled ones', { status: [DISABLED] }, ['disabled']],
  ['blocked ones', { status: [BLOCKED] }, ['live']],
  ['blocked ones of a process', { status: [BLOCKED], processId: PROCESS_ID }, ['process']],
  ['all but blocked ones', { status: [ACTIVE, EXPIRED, DISABLED] }, ['live']],
  ['deleted ones', { status: [DELETED] }, ['deleted']],
  ['every status', { status: [ACTIVE, EXPIRED, DISABLED, DELETED] }, ['live', 'deleted']],
  ['ended ones', { status: [DISABLED, DELETED] }, ['disabled', 'deleted']],
  ['those that do not work', { status: [EXPIRED, DISABLED] }, ['live']],
  ['a scope', { scope: 'workspace.file:upload' }, ['live']],
  ['a text', { text: 'deploy' }, ['live']],
  ['an end before', { expiresBefore: NOW }, ['live']],
  ['expired ones of a process', { status: [EXPIRED], processId: PROCESS_ID }, ['process']],
  ['disabled ones of a process', { status: [DISABLED], processId: PROCESS_ID }, ['disabled']],
  ['deleted ones of a process', { status: [DELETED], processId: PROCESS_ID }, ['deleted']],
];
const CASES = FILTERS.flatMap(([what, filter, parts]) =>
  ORDERS.map(([order, ending]) => [what, order, filter, parts.map((part) => `api_key_${part}_${ending}`)] as const),
);

describeOnEachEngine('a list of keys', (engine) => {
  const world = sharedWorld(engine);

  /** The statements of a page, first or after a cursor, read at once or in slices, as the engine plans them. */
  async function plansOf(filter: ApiKeyFilter, orderBy: ApiKeyOrder, isFirst: boolean): Promise<string[]> {
    const caller = world().operator({ id: newId(NOW) });
    const { source, order } = apiKeyList(world().database, caller, { filter, orderBy, processId: null }, NOW);
    const cursor = [order.column === '"sortName"' ? 'm' : NOW, PROCESS_ID] as const;
    const statements: { sql: string; values: readonly SqlValue[] }[] = [];
    const note: RunSql = async (sql, values) => {
      statements.push({ sql, values });
      return isEndOfFirstSlice(sql) ? ([{ value: cursor[0], id: PROCESS_ID }] as never[]) : [];
    };
    const isEndOfFirstSlice = (sql: string) => statements.length === 1 && sql.includes('OFFSET');
    const walk = { ...source, candidates: undefined };
    await readKeysetPage(note, walk, order, {
      after: isFirst ? null : cursor,
      before: null,
      limit: 25,
      isBackward: false,
    });
    return Promise.all(statements.map(({ sql, values }) => explain(engine, sql, values)));
  }

  async function explain(
    of: Engine,
    sql: string,
    values: readonly SqlValue[],
    avoided = ['seqscan', 'bitmapscan', 'sort'],
  ): Promise<string> {
    if (of === 'sqlite') {
      const rows = await world().database.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
      return rows.map(({ detail }) => detail).join('\n');
    }
    // A table of a few rows is read whole, whatever its indexes: unless that is said to cost much.
    return world().database.write(async ({ sql: run }) => {
      for (const way of avoided) await run(`SET LOCAL enable_${way} = off`, []);
      const rows = await run<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
  }

  it.each(CASES)('of %s by %s is walked in its order', async (_what, order, filter, indexes) => {
    for (const isFirst of [true, false]) {
      const plans = await plansOf(filter, order, isFirst);
      const walked = plans.map((plan) => plan.match(/api_key_(live|process|disabled|deleted)_\w+/g));
      expect(walked.at(-1)).toEqual(indexes);
      for (const [index, plan] of plans.entries()) {
        // A slice ends where a part does that leaves rows out.
        expect(indexes).toEqual(expect.arrayContaining(walked[index] ?? ['no index']));
        expect(plan).not.toMatch(/SCAN api_key|Seq Scan|^ *-> +Sort/m);
        // Of several parts SQLite sorts what each gave it: a page of each.
        if (indexes.length === 1) expect(plan).not.toMatch(/TEMP B-TREE|Sort Key/);
      }
    }
  });

  it('has a text or scope looked for in the index of searches, and keys of it by their ids', async () => {
    const filter = { text: 'deploy', scope: 'workspace.file:upload' };
    const plans = await candidatePlans(filter, ApiKeyOrder.NAME_ASC);
    const indexed =
      engine === 'sqlite' ? /SCAN api_key_text VIRTUAL TABLE/ : /Bitmap Index Scan on api_key_indexed_terms/;
    expect(plans[0]).toMatch(indexed);
    if (engine === 'sqlite') expect(plans[2]).toMatch(indexed);
    if (engine === 'sqlite') expect(plans[1]).toMatch(/SEARCH api_key USING INDEX sqlite_autoindex_api_key_1/);
  });

  it('has bounds of expiry looked for in the order of expiry, and by date of creation span by span', async () => {
    const [found = '', , spans = ''] = await candidatePlans({ expiresBefore: NOW }, ApiKeyOrder.CREATED_AT_ASC);
    expect(found).toMatch(/api_key_live_expires_at/);
    // PostgreSQL may see whether a table as small as this has such a key by any index.
    expect(spans.match(/api_key_creation_span/g)?.length).toBeGreaterThanOrEqual(engine === 'sqlite' ? 3 : 2);
    expect(spans).not.toMatch(/SCAN api_key|Seq Scan|TEMP B-TREE/);
  });

  /** How the first index of a list is read, and is asked for what comes next in the list. */
  async function candidatePlans(filter: ApiKeyFilter, orderBy: ApiKeyOrder): Promise<string[]> {
    const caller = world().operator({ id: newId(NOW) });
    const { source, order } = apiKeyList(world().database, caller, { filter, orderBy, processId: null }, NOW);
    const [index] = (await source.candidates?.()) ?? [];
    if (index === undefined) throw new Error('the list has no index');
    const statements: [string, readonly SqlValue[]][] = [];
    const note: RunSql = async (sql, values) => {
      statements.push([sql, values]);
      return [];
    };
    const walk = { source, order, isAscending: true, from: null, to: null };
    await fewCandidates(note, [index], 300);
    await readCandidates(note, walk, [PROCESS_ID], 25);
    await index.next(note, order.column, true, [order.column === '"sortName"' ? 'm' : NOW, PROCESS_ID]);
    const ofIndex = statements.filter(([sql]) => !sql.includes('"api_key_unindexed" CROSS JOIN'));
    return Promise.all(ofIndex.map(([sql, values]) => explain(engine, sql, values, ['seqscan'])));
  }
});
