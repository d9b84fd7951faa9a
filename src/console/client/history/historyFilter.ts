import { EVENT_TYPES } from '../generated/events';
import type { AuditEventFilter, EventOutcome, EventSeverity } from '../generated/graphql';
import type { HistoryWishes } from './HistoryWishes';
import { OUTCOMES } from './OUTCOMES';
import { SEVERITY_TITLES } from './SEVERITY_TITLES';

/** The filter that the server is asked with. What it would not know, as in an address typed by hand, is left out. */
export function historyFilter({ kind, severity, outcome, who, from, until, text }: HistoryWishes): AuditEventFilter {
  const types = EVENT_TYPES.filter((type) => type === kind || type.startsWith(`${kind}.`));
  return {
    types: types.length > 0 ? types : null,
    severity: isSeverity(severity) ? severity : null,
    outcome: isOutcome(outcome) ? [outcome] : null,
    actorId: who || null,
    since: startOfDay(from, 0),
    until: startOfDay(until, 1),
    text: text.trim() || null,
  };
}

function isSeverity(text: string): text is EventSeverity {
  return Object.hasOwn(SEVERITY_TITLES, text);
}

function isOutcome(text: string): text is EventOutcome {
  return Object.hasOwn(OUTCOMES, text);
}

/**
 * When a day of the reader's begins. Shape: RFC 3339 from `2026-11-23`; null from what is no day.
 * @param later how many days later
 */
function startOfDay(day: string, later: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (year === undefined) return null;
  return new Date(Number(year), Number(month) - 1, Number(date) + later).toISOString();
}
