import fc from 'fast-check';
import type { AuditSubject } from '../../src/auditEvents/auditEventFacets';
import { type AuditEntry, auditEventList } from '../../src/auditEvents/auditEventList';
import type { AuditEventFilter } from '../../src/auditEvents/inputs';
import type { AuditEvent } from '../../src/events/AuditEvent';
import { EVENT_SEVERITIES } from '../../src/events/catalogue';
import { summaryOf } from '../../src/events/summaryOf';
import { newId } from '../../src/id';
import { foldName, foldSearch } from '../../src/names';
import type { KeysetPosition } from '../../src/storage/KeysetOrder';
import { countKeyset, type KeysetPage, readKeysetPage } from '../../src/storage/keyset';
import { auditEntry, writeEntries } from '../support/auditEntries';
import { describeOnEachEngine } from '../support/engines';
import { seededRandom } from '../support/random';
import { times } from '../support/times';
import { NOW, sharedWorld } from '../support/world';

const ENTRY_COUNT = 300;
const UNSEALED_COUNT = 40;
/** So small that a log of some hundred entries is read in every way there is. */
const SIZES = { first: 5, next: 20, candidates: 30 };
const IDS = ['a1', 'b2', 'c3', 'd4'];
const PROCESSES = ['p1', 'p2', null];
const TYPES = ['api_key.created', 'api_key.refused', 'process.updated', 'session.started', 'member.left'];
const OUTCOMES = ['SUCCESS', 'REFUSED', 'ATTEMPTED'] as const;
const NAMES = ['Import', 'Émile Straße', 'x%_!', 'import 漢字', ''];

/** What a list of entries should be, by a plain look at each. */
function expected(entries: readonly AuditEvent[], subject: AuditSubject, filter: AuditEventFilter): string[] {
  const { types, actorId, targetId, outcome, severity, since, until, afterSequence, text } = filter;
  const kept = entries.filter(
    (entry) =>
      (subject.boundTo === null || entry.processId === subject.boundTo) &&
      (subject.processId === undefined || entry.processId === subject.processId) &&
      (subject.apiKeyId === undefined || [entry.targetId, entry.actorId].includes(subject.apiKeyId)) &&
      (types == null || types.includes(entry.type)) &&
      (actorId == null || entry.actorId === actorId) &&
      (targetId == null || entry.targetId === targetId) &&
      (outcome == null || outcome.includes(entry.outcome)) &&
      (severity == null || (entry.severity ?? 0) >= EVENT_SEVERITIES.indexOf(severity)) &&
      (since == null || entry.at >= since) &&
      (until == null || entry.at < until) &&
      (afterSequence == null || (entry.sequence ?? -1) > afterSequence) &&
      (text == null ||
        [summaryOf(entry), entry.actorName, entry.targetName ?? ''].some((each) =>
          foldName(each).includes(foldSearch(text)),
        )),
  );
  const by = (entry: AuditEvent): string =>
    afterSequence == null ? entry.id : `${String(entry.sequence).padStart(9, '0')}${entry.id}`;
  return kept.sort((one, other) => (by(one) < by(other) ? 1 : -1)).map(({ id }) => id);
}

function arbitraryEntries(): AuditEvent[] {
  const random = seededRandom('audit log');
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const entries = Array.from({ length: ENTRY_COUNT }, (_each, index) => {
    const at = NOW + Math.floor(index / 3);
    const targetId = random() < 0.2 ? null : oneOf(IDS);
    return auditEntry('o1', {
      at,
      id: newId(at),
      type: oneOf(TYPES),
      outcome: oneOf(OUTCOMES),
      actorKind: 'API_KEY',
      actorId: oneOf([...IDS, null]),
      actorName: oneOf(NAMES),
      targetId,
      targetName: targetId && oneOf(NAMES),
      processId: oneOf(PROCESSES),
      severity: Math.floor(random() * 3),
      sequence: index,
    });
  });
  // Some are sealed later than they happened, and the last not yet.
  for (let index = 10; index < ENTRY_COUNT - UNSEALED_COUNT; index += 10) {
    const [one, other] = [entries[index], entries[index - 7]];
    if (one && other) [one.sequence, other.sequence] = [other.sequence, one.sequence];
  }
  for (const entry of entries.slice(-UNSEALED_COUNT)) entry.sequence = null;
  return entries;
}

const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 1 });
const filters: fc.Arbitrary<AuditEventFilter> = fc.record({
  types: some(fc.subarray([...TYPES, 'no.such', "x'; --"])),
  actorId: some(fc.constantFrom(...IDS, 'nobody', "'")),
  targetId: some(fc.constantFrom(...IDS, '\u0000')),
  outcome: some(fc.subarray([...OUTCOMES])),
  severity: some(fc.constantFrom(...EVENT_SEVERITIES)),
  since: some(fc.integer({ min: NOW - 1, max: NOW + 101 })),
  until: some(fc.integer({ min: NOW - 1, max: NOW + 101 })),
  afterSequence: some(fc.integer({ min: -5, max: ENTRY_COUNT })),
  text: some(fc.constantFrom('import', 'STRASSE', 'created the api key im', '%', '漢', 'refused', 'nothing', '\u0000')),
});
const subjects: fc.Arbitrary<AuditSubject> = fc.record(
  {
    boundTo: fc.constantFrom(null, null, 'p1'),
    processId: fc.constantFrom('p1', 'p2'),
    apiKeyId: fc.constantFrom(...IDS),
  },
  { requiredKeys: ['boundTo'] },
);
/** Few conditions at a time: most combinations of all of them leave nothing. */
const fewFilters = fc
  .tuple(
    filters,
    fc.shuffledSubarray(
      ['types', 'actorId', 'targetId', 'outcome', 'severity', 'since', 'until', 'afterSequence', 'text'] as const,
      { maxLength: 3 },
    ),
  )
  .map(([filter, names]) => Object.fromEntries(names.map((name) => [name, filter[name]])) as AuditEventFilter);

/** Each condition by itself, at its bounds. */
const EXAMPLES: [AuditEventFilter, AuditSubject, boolean][] = [
  [{}, { boundTo: null }, false],
  [{ types: ['member.left', 'api_key.created', 'member.left'] }, { boundTo: null }, false],
  [{ types: ["x'; --"] }, { boundTo: null }, false],
  [{ actorId: 'a1' }, { boundTo: null }, false],
  [{ targetId: '\u0000' }, { boundTo: null }, false],
  [{ outcome: ['REFUSED', 'ATTEMPTED'] }, { boundTo: null }, true],
  [{ severity: 'NOTICE' }, { boundTo: null }, false],
  [{ since: NOW + 10, until: NOW + 12 }, { boundTo: null }, false],
  [{ since: NOW + 80, until: NOW + 95 }, { boundTo: null }, true],
  [{ afterSequence: 100 }, { boundTo: null }, false],
  [{ text: 'import' }, { boundTo: null }, false],
  [{ text: 'import', afterSequence: 20 }, { boundTo: null }, false],
  [{ text: 'import', until: NOW + 50, types: ['process.updated'] }, { boundTo: null }, false],
  [{}, { boundTo: 'p1' }, false],
  [{}, { boundTo: null, processId: 'p2' }, false],
  [{}, { boundTo: null, apiKeyId: 'a1' }, false],
];

describeOnEachEngine('a filtered audit log', (engine) => {
  const world = sharedWorld(engine);

  it('has the entries that a plain look at each finds, page by page, from either end, and counted', async () => {
    const entries = arbitraryEntries();
    const { database } = world();
    await writeEntries(database, [...entries, auditEntry('o2', { at: NOW, targetId: 'a1', sequence: 0 })]);
    await fc.assert(
      fc.asyncProperty(fewFilters, subjects, fc.boolean(), async (filter, subject, isBackward) => {
        const { source, order } = auditEventList(database, 'o1', subject, filter);
        const wanted = expected(entries, subject, filter);
        const found: string[] = [];
        let from: KeysetPosition | null = null;
        for (let pages = 0; pages <= ENTRY_COUNT; pages += 1) {
          const window = { after: isBackward ? null : from, before: isBackward ? from : null, limit: 40, isBackward };
          const page: KeysetPage<AuditEntry> = await readKeysetPage<AuditEntry>(
            database.sql,
            source,
            order,
            window,
            SIZES,
          );
          const ids = page.rows.map(({ id }) => id);
          found.splice(isBackward ? 0 : found.length, 0, ...ids);
          const last = isBackward ? page.rows[0] : page.rows.at(-1);
          if (!page.hasMore || !last) break;
          from = order.positionOf(last);
        }
        expect(found).toEqual(wanted);
        expect(await countKeyset(database.sql, source, order, SIZES)).toBe(wanted.length);
      }),
      { examples: EXAMPLES, numRuns: times({ usual: 60, long: 1_000 }) },
    );
  });
});
