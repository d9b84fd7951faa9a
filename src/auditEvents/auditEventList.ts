import type { AuditEvent } from '../events/AuditEvent';
import type { ToldEvent } from '../events/summaryOf';
import { firstIdAt } from '../id';
import type { OrderedList } from '../lists/Lists';
import { foldSearch } from '../names';
import type { KeysetOrder } from '../storage/KeysetOrder';
import type { Storage } from '../storage/Storage';
import { type Condition, isBeyond, ofOrganization, type Source } from '../storage/select';
import { type AuditSubject, auditEventFacets } from './auditEventFacets';
import { hasText, TOLD_COLUMNS } from './eventText';
import { indexedStart } from './indexedStart';
import type { AuditEventFilter } from './inputs';
import { LOGGED_COLUMNS } from './LOGGED_COLUMNS';
import { type AuditOrder, orderOf } from './orderOf';
import { PostgresAuditTexts } from './PostgresAuditTexts';
import { SqliteAuditTexts } from './SqliteAuditTexts';

/** A place in the list. Shape: `sequence` is there where the list is in its order, what is told where a text is sought. */
export type AuditEntry = Partial<AuditEvent> & Pick<AuditEvent, 'id'>;

const TEXT_INDEXES = { sqlite: SqliteAuditTexts, postgres: PostgresAuditTexts } as const;
const FROM = '"audit_event"';
const IS_SEALED: Condition = { sql: '"sequence" IS NOT NULL', values: [] };
const IS_UNSEALED: Condition = { sql: '"sequence" IS NULL', values: [] };

const ORDERS: Readonly<Record<AuditOrder, KeysetOrder<AuditEntry>>> = {
  NEWEST: { column: '"id"', id: '"id"', direction: 'DESC', positionOf: ({ id }) => [id, id] },
  SEQUENCE_DESC: {
    column: '"sequence"',
    id: '"id"',
    direction: 'DESC',
    positionOf: ({ id, sequence }) => [sequence ?? -1, id],
  },
};

/**
 * The audit log as a caller's organization sees it, filtered. Entries enter the indexes of filters when they are sealed;
 * the few others are looked through. Source: decision 107.
 */
export function auditEventList(
  storage: Storage,
  organizationId: string,
  subject: AuditSubject,
  filter: AuditEventFilter,
): OrderedList<AuditEntry> {
  const order = orderOf(filter);
  const text = filter.text ? foldSearch(filter.text) : null;
  const isSearchedFirst = isOrdered(storage, text) && auditEventFacets(filter, subject).length === 0;
  const source: Source = {
    select: isSearchedFirst ? LOGGED_COLUMNS : selectFor(order, text),
    from: FROM,
    where: [ofOrganization({ organizationId }), ...boundsOf(filter)],
    parts: partsOf(order, filter, subject),
    ...(text === null ? {} : searchOf(storage, organizationId, text)),
    isSearchedFirst,
  };
  return { name: { list: 'AuditEvent', order, organizationId }, source, order: ORDERS[order] };
}

/** Shape: rows of `TOLD_COLUMNS`. */
function searchOf(storage: Storage, organizationId: string, text: string): Pick<Source, 'keeps' | 'candidates'> {
  return {
    keeps: (entry: ToldEvent) => hasText(entry, text),
    candidates: async () => {
      const index = await TEXT_INDEXES[storage.engine].of(storage, organizationId, text);
      return index ? [index] : [];
    },
  };
}

/** Whether an index has the order of the log. What it finds is nearly all shown: such rows are read whole, and once. */
function isOrdered({ engine }: Storage, text: string | null): boolean {
  return engine === 'sqlite' && text !== null && indexedStart(text) !== null;
}

function selectFor(order: AuditOrder, text: string | null): string {
  const columns = order === 'NEWEST' ? '"id"' : '"id", "sequence"';
  return text === null ? columns : `${columns}, ${TOLD_COLUMNS}`;
}

function partsOf(order: AuditOrder, filter: AuditEventFilter, subject: AuditSubject): Condition[][] {
  const facets = auditEventFacets(filter, subject);
  const filters = facets.flatMap((facet) => facet.filters);
  if (order === 'SEQUENCE_DESC') return [[IS_SEALED, ...filters]];
  const [walked, ...others] = facets;
  const ways = walked?.parts ?? [[]];
  const othersFilters = others.flatMap((facet) => facet.filters);
  return [...ways.map((way) => [IS_SEALED, ...way, ...othersFilters]), [IS_UNSEALED, ...filters]];
}

/** Ids begin with the instant. */
function boundsOf({ since, until, afterSequence }: AuditEventFilter): Condition[] {
  return [
    ...(since == null ? [] : [isBeyond('"id"', '>=', firstIdAt(since))]),
    ...(until == null ? [] : [isBeyond('"id"', '<', firstIdAt(until))]),
    ...(afterSequence == null ? [] : [isBeyond('"sequence"', '>', afterSequence)]),
  ];
}
