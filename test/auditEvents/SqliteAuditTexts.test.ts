import { mergeSqliteTexts } from '../../src/audit/mergeSqliteTexts';
import { type AuditEntry, auditEventList } from '../../src/auditEvents/auditEventList';
import { indexTextBatch } from '../../src/auditEvents/indexTextBatch';
import type { AuditEventFilter } from '../../src/auditEvents/inputs';
import { SqliteAuditTexts } from '../../src/auditEvents/SqliteAuditTexts';
import type { Database } from '../../src/database/Database';
import type { AuditEvent } from '../../src/events/AuditEvent';
import { newId } from '../../src/id';
import type { CandidateSlice } from '../../src/storage/CandidateIndex';
import { candidateQuestion } from '../../src/storage/candidateQuestion';
import type { KeysetPosition } from '../../src/storage/KeysetOrder';
import { readKeysetPage } from '../../src/storage/keyset';
import type { RunSql } from '../../src/storage/Storage';
import type { Walk } from '../../src/storage/Walk';
import { auditEntry, writeEntries } from '../support/auditEntries';
import { freshDatabase } from '../support/engines';
import { NOW } from '../support/world';

const ENTRY_COUNT = 300;
const ANY = { first: 5, next: 20, candidates: 30 };

/** The last eight are of a rare type. One entry in three has the text, and one in five was sealed late. */
function entriesOf(organizationId: string): AuditEvent[] {
  const entries = Array.from({ length: ENTRY_COUNT }, (_each, sequence) => {
    const targetName = sequence % 3 === 0 ? 'Needle' : 'Hay';
    const at = NOW + sequence;
    const type = sequence >= ENTRY_COUNT - 8 ? 'process.deleted' : 'process.updated';
    return auditEntry(organizationId, { at, id: newId(at), type, targetId: 't1', targetName, sequence });
  });
  for (let index = 9; index < ENTRY_COUNT; index += 30) {
    const [one, other] = [entries[index], entries[index - 6]];
    if (one && other) [one.sequence, other.sequence] = [other.sequence, one.sequence];
  }
  return entries;
}

describe('the index of texts on SQLite', () => {
  let database: Database;
  let entries: AuditEvent[];
  const statements: string[] = [];
  const noted: RunSql = (sql, values) => {
    statements.push(sql);
    return database.sql(sql, values);
  };

  beforeAll(async () => {
    database = await freshDatabase('sqlite');
    entries = entriesOf('o1');
    await writeEntries(database, [...entriesOf('o0'), ...entries]);
    for (const organizationId of ['o0', 'o1']) await pageOf({ text: 'needle' }, null, organizationId);
  });
  beforeEach(() => statements.splice(0));
  afterAll(() => database.close());

  function pageOf(filter: AuditEventFilter, after: KeysetPosition | null, organizationId = 'o1', limit = 25) {
    const { source, order } = auditEventList(database, organizationId, { boundTo: null }, filter);
    return readKeysetPage<AuditEntry>(noted, source, order, { after, before: null, limit, isBackward: false }, ANY);
  }

  const withNeedle = (): string[] =>
    entries
      .filter(({ targetName }) => targetName === 'Needle')
      .map(({ id }) => id)
      .sort()
      .toReversed();

  it('is all that a page of a text needs: one statement', async () => {
    const { rows } = await pageOf({ text: 'needle' }, null);
    expect(rows.map(({ id }) => id)).toEqual(withNeedle().slice(0, 25));
    expect(statements).toHaveLength(1);
    const after = withNeedle()[49] ?? '';
    const next = await pageOf({ text: 'needle' }, [after, after]);
    expect(next.rows.map(({ id }) => id)).toEqual(withNeedle().slice(50, 75));
    expect(statements).toHaveLength(2);
  });

  it('names no row of a text whose trigrams it has, but not side by side', async () => {
    const index = await SqliteAuditTexts.of(database, 'o1', 'needless needle');
    const { source, order } = auditEventList(database, 'o1', { boundTo: null }, {});
    const walk = { source, order, isAscending: false, from: null, to: null };
    expect(await index?.slice(database.sql, candidateQuestion(walk, 10))).toMatchObject({ rows: [], through: null });
    const reversed = await SqliteAuditTexts.of(database, 'o1', 'process needle');
    expect((await reversed?.slice(database.sql, candidateQuestion(walk, 10)))?.rows.length).toBeGreaterThan(9);
  });

  it('is merged into one piece, in which the same rows are found', async () => {
    const pieces = async () => {
      const [row] = await database.sql<{ count: number }>(
        'SELECT COUNT(DISTINCT "segid") AS "count" FROM "audit_text_idx"',
        [],
      );
      return row?.count;
    };
    for (const sequence of [0, 1, 2]) {
      await writeEntries(database, [auditEntry('o2', { at: NOW, sequence })]);
      await database.write(({ sql }) => indexTextBatch(database, sql, 'o2'));
    }
    expect(await pieces()).toBeGreaterThan(1);
    const steps: boolean[] = [];
    do steps.push(await database.write(({ sql }) => mergeSqliteTexts(sql, steps.length === 0)));
    while (steps.at(-1) && steps.length < 100);
    expect([steps.at(-1), await pieces()]).toEqual([false, 1]);
    expect((await pageOf({ text: 'needle' }, null)).rows.map(({ id }) => id)).toEqual(withNeedle().slice(0, 25));
  });

  it.each([{}, { afterSequence: -1 }])('is read stretch by stretch in the order of %j', async (filter) => {
    const index = await SqliteAuditTexts.of(database, 'o1', 'needle', 16);
    const { source, order } = auditEventList(database, 'o1', { boundTo: null }, { ...filter, text: 'needle' });
    const found: string[] = [];
    let from: KeysetPosition | null = null;
    for (let rounds = 0; rounds < ENTRY_COUNT; rounds += 1) {
      const walk: Walk = { source, order, isAscending: false, from, to: null };
      const slice: CandidateSlice<AuditEntry> | null = (await index?.slice(noted, candidateQuestion(walk, 10))) ?? null;
      found.push(...(slice?.rows.map(({ id }) => id) ?? []));
      from = slice?.through ?? null;
      if (from === null) break;
    }
    const bySequence = new Map(entries.map(({ id, sequence }) => [id, sequence ?? -1]));
    const wanted = withNeedle();
    if ('afterSequence' in filter) wanted.sort((a, b) => (bySequence.get(b) ?? 0) - (bySequence.get(a) ?? 0));
    expect(found).toEqual(wanted);
    expect(statements.length).toBeGreaterThan(ENTRY_COUNT / 16);
  });

  it('finds a long text in spite of trigrams that it has twice', async () => {
    const name = `${'a'.repeat(62)}b${'a'.repeat(37)}`;
    const entry = auditEntry('o3', { at: NOW, targetName: name, sequence: 0 });
    await writeEntries(database, [entry, auditEntry('o3', { at: NOW + 1, targetName: 'a'.repeat(100), sequence: 1 })]);
    await pageOf({ text: 'needle' }, null, 'o3');
    await database.write(({ sql }) => indexTextBatch(database, sql, 'o3'));
    const idsOf = async (text: string) => (await pageOf({ text }, null, 'o3')).rows.map(({ id }) => id);
    expect(await idsOf(`${'a'.repeat(60)}b${'a'.repeat(37)}`)).toEqual([entry.id]);
    expect(await idsOf(`b${'a'.repeat(37)}`)).toEqual([entry.id]);
    expect(await idsOf(`b${'a'.repeat(38)}`)).toEqual([]);
  });

  it('goes through no more than a stretch in one statement, and others have their turn in between', async () => {
    const entry = auditEntry('o4', { at: NOW, targetName: 'Far needle', sequence: 0 });
    await writeEntries(database, [entry, auditEntry('o4', { at: NOW + 1, targetName: 'Hay', sequence: 2 ** 20 })]);
    await database.write(({ sql }) => indexTextBatch(database, sql, 'o4'));
    const index = await SqliteAuditTexts.of(database, 'o4', 'far needle');
    const { source, order } = auditEventList(database, 'o4', { boundTo: null }, { text: 'far needle' });
    const question = candidateQuestion({ source, order, isAscending: false, from: null, to: null }, 10);
    let turnCount = 0;
    const countTurn = (): void => {
      turnCount += 1;
      turn = setImmediate(countTurn);
    };
    let turn = setImmediate(countTurn);
    const slice = await index?.slice<AuditEntry>(noted, question);
    clearImmediate(turn);
    expect(slice?.rows.map(({ id }) => id)).toEqual([entry.id]);
    // 2^15, and 2^16 each for the rest: no machine takes fewer.
    const stretches = statements.filter((statement) => statement.includes('AS "found"'));
    expect(stretches.length).toBeGreaterThanOrEqual(1 + Math.ceil((2 ** 20 - 2 ** 15) / 2 ** 16));
    expect(turnCount).toBeGreaterThanOrEqual(stretches.length - 1);
  });

  it('goes by the rest of a list where that is shorter', async () => {
    const filter = { text: 'changed the process', since: NOW + 20, until: NOW + 25 };
    const { rows } = await pageOf(filter, null);
    expect(rows).toHaveLength(5);
    statements.splice(0);
    const rare = await pageOf({ text: 'changed the process', types: ['process.deleted'] }, null);
    expect(rare.rows).toEqual([]);
    expect(statements.length).toBeLessThan(8);
  });
});
