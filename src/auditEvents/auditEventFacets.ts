import { EVENT_SEVERITIES } from '../events/catalogue';
import { type Condition, NEVER } from '../storage/select';
import { EventOutcomes } from './eventEnums';
import type { AuditEventFilter } from './inputs';

/** Whose events are listed. A caller that is bound to a process sees those of its process alone. */
export interface AuditSubject {
  readonly boundTo: string | null;
  readonly processId?: string;
  readonly apiKeyId?: string;
}

/** A condition of a list, in two forms. */
export interface Facet {
  /** To walk by: ways to meet it, of which a row has exactly one, each with an index. */
  readonly parts: readonly (readonly Condition[])[];
  /** To leave out what is met on another way, in words for which SQLite takes no index. */
  readonly filters: readonly Condition[];
}

/** Units: types of events, of each of which an index is walked. */
const MAX_WALKED_TYPES = 50;
/** What ids and types look like; nothing else is there. */
const ID = /^[\w.-]{1,32}$/;
const TYPE = /^[\w.]{1,64}$/;

/** The conditions of a list, those first that leave the fewest rows as a rule. */
export function auditEventFacets(filter: AuditEventFilter, subject: AuditSubject): Facet[] {
  const { apiKeyId, processId, boundTo } = subject;
  const facets = [
    apiKeyId === undefined ? null : ofApiKey(apiKeyId),
    filter.targetId == null ? null : equal('"targetId"', filter.targetId),
    filter.actorId == null ? null : equal('"actorId"', filter.actorId),
    processId === undefined ? null : equal('"processId"', processId),
    boundTo === null ? null : equal('"processId"', boundTo),
    filter.types == null ? null : ofTypes(filter.types),
    ofOutcomes(filter),
  ];
  return facets.filter((facet) => facet !== null);
}

function equal(column: string, value: string): Facet {
  if (!ID.test(value)) return { parts: [], filters: [NEVER] };
  return {
    parts: [[{ sql: `${column} = ?`, values: [value] }]],
    filters: [filterOf(`NOT (${column} <> ?)`, value)],
  };
}

/** What was done to the key, and what the key did to others. */
function ofApiKey(id: string): Facet {
  return {
    parts: [
      [{ sql: '"targetId" = ?', values: [id] }],
      [{ sql: '"actorId" = ?', values: [id] }, filterOf('("targetId" IS NULL OR "targetId" <> ?)', id)],
    ],
    filters: [filterOf('(NOT ("targetId" <> ?) OR NOT ("actorId" <> ?))', id, id)],
  };
}

function ofTypes(types: readonly string[]): Facet {
  const some = [...new Set(types)].filter((type) => TYPE.test(type));
  if (some.length === 0) return { parts: [], filters: [NEVER] };
  const filter = filterOf(`NOT ("type" NOT IN (${some.map(() => '?').join(', ')}))`, ...some);
  const walked = some.map((type) => [{ sql: '"type" = ?', values: [type] }]);
  return { parts: some.length > MAX_WALKED_TYPES ? [[filter]] : walked, filters: [filter] };
}

/** The index has both columns: of each pair of values a part. Null where every row meets it. */
function ofOutcomes({ outcome, severity }: AuditEventFilter): Facet | null {
  const least = severity == null ? 0 : EVENT_SEVERITIES.indexOf(severity);
  const all = Object.values(EventOutcomes);
  const outcomes = outcome == null ? all : all.filter((each) => outcome.includes(each));
  if (outcomes.length === all.length && least === 0) return null;
  if (outcomes.length === 0) return { parts: [], filters: [NEVER] };
  const severities = EVENT_SEVERITIES.map((_severity, index) => index).slice(least);
  const pairs = outcomes.flatMap((each) => severities.map((index) => [each, index] as const));
  const isOutcome = filterOf(`NOT ("outcome" NOT IN (${outcomes.map(() => '?').join(', ')}))`, ...outcomes);
  return {
    parts: pairs.map((values) => [{ sql: '"outcome" = ? AND "severity" = ?', values }]),
    filters: [isOutcome, filterOf('NOT ("severity" < ?)', least)],
  };
}

function filterOf(sql: string, ...values: readonly (string | number)[]): Condition {
  return { sql, values, isFilter: true };
}
