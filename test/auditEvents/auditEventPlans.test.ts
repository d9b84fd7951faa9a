import type { AuditSubject } from '../../src/auditEvents/auditEventFacets';
import { auditEventList } from '../../src/auditEvents/auditEventList';
import type { AuditEventFilter } from '../../src/auditEvents/inputs';
import { newId } from '../../src/id';
import type { KeysetPosition } from '../../src/storage/KeysetOrder';
import { readKeysetPage } from '../../src/storage/keyset';
import type { RunSql, SqlValue } from '../../src/storage/Storage';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld } from '../support/world';

const [EARLY, LATE] = [newId(NOW), newId(NOW + 1_000)];
const UNSEALED = 'audit_event_unsealed';

/** Filters, with the indexes whose entries their pages read, one for each way to belong. */
const FILTERS: [string, AuditEventFilter, string[], Omit<AuditSubject, 'boundTo'>?][] = [
  ['nothing', {}, ['audit_event_id', UNSEALED]],
  ['two types', { types: ['process.updated', 'process.created'] }, ['audit_event_type', 'audit_event_type', UNSEALED]],
  ['an actor', { actorId: 'a1' }, ['audit_event_actor', UNSEALED]],
  ['a target', { targetId: 'a1' }, ['audit_event_target', UNSEALED]],
  ['a target and a type', { targetId: 'a1', types: ['process.updated'] }, ['audit_event_target', UNSEALED]],
  ['an outcome', { outcome: ['REFUSED'] }, [...Array(3).fill('audit_event_outcome'), UNSEALED]],
  ['a severity', { severity: 'WARNING' }, [...Array(3).fill('audit_event_outcome'), UNSEALED]],
  ['a time', { since: NOW, until: NOW + 2_000 }, ['audit_event_id', UNSEALED]],
  ['a type since a time', { since: NOW, types: ['process.updated'] }, ['audit_event_type', UNSEALED]],
  ['a sequence', { afterSequence: 5 }, ['audit_event_sequence']],
  ['a type after a sequence', { afterSequence: 5, types: ['process.updated'] }, ['audit_event_sequence']],
  ['a text', { text: 'import' }, ['audit_event_id', UNSEALED]],
  ['a process', {}, ['audit_event_process', UNSEALED], { processId: 'p1' }],
  ['a key', {}, ['audit_event_target', 'audit_event_actor', UNSEALED], { apiKeyId: 'k1' }],
  ['a type of a process', { types: ['process.updated'] }, ['audit_event_process', UNSEALED], { processId: 'p1' }],
];
const WINDOWS = [
  ['the first page', null, null, false],
  ['a page after an entry', LATE, null, false],
  ['a page before an entry', null, EARLY, true],
  ['a page between two entries', LATE, EARLY, false],
] as const;
const CASES = FILTERS.flatMap(([filtered, filter, indexes, subject]) =>
  WINDOWS.map(([page, after, before, isBackward]) => {
    return { filtered, filter, indexes, subject, page, after, before, isBackward };
  }),
);

describeOnEachEngine('the audit log', (engine) => {
  const world = sharedWorld(engine);

  it.each(CASES)('filtered by $filtered, $page, is walked in its order', async (wanted) => {
    const { filter, indexes, subject, after, before, isBackward } = wanted;
    const { source, order } = auditEventList(world().database, 'o1', { ...subject, boundTo: null }, filter);
    const at = (id: string): KeysetPosition => [order.column === '"id"' ? id : 9, id];
    const statements: [string, readonly SqlValue[]][] = [];
    const note: RunSql = async (sql, values) => {
      const isFirst = statements.push([sql, values]) === 1;
      return isFirst && sql.includes('OFFSET') ? ([{ value: at(LATE)[0], id: LATE }] as never[]) : [];
    };
    const walked = { ...source, candidates: undefined, isSearchedFirst: false };
    await readKeysetPage(note, walked, order, {
      after: after === null ? null : at(after),
      before: before === null ? null : at(before),
      limit: 25,
      isBackward,
    });
    for (const [sql, values] of statements) {
      const plan = await planOf(sql, values);
      const found = plan.match(/\baudit_event_[a-z]+/g) ?? [];
      // A slice ends where a part does that leaves rows out.
      if (sql.includes('OFFSET')) expect(indexes).toEqual(expect.arrayContaining(found));
      else expect(found).toEqual(indexes);
      expect(found.length).toBeGreaterThan(0);
      expect(plan).not.toMatch(/SCAN audit_event|Seq Scan|autoindex|_pkey/);
    }
  });

  async function planOf(sql: string, values: readonly SqlValue[]): Promise<string> {
    if (engine === 'sqlite') {
      const rows = await world().database.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
      return rows.map(({ detail }) => detail).join('\n');
    }
    // A table of a few rows is read whole, whatever its indexes: unless that is said to cost much.
    return world().database.write(async ({ sql: run }) => {
      for (const way of ['seqscan', 'bitmapscan', 'sort']) await run(`SET LOCAL enable_${way} = off`, []);
      const rows = await run<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
  }
});
