import { instantText } from '../scalars/DateTime';
import { EVENTS, type EventDefinition, type EventName } from './catalogue';
import type { EventChange, Facts } from './Happened';

/** The fields that an event writes down and that differ between two rows. A row that is left out has no values. */
export function changesBetween(event: EventName, before: Facts = {}, after: Facts = {}): EventChange[] {
  const { changes }: EventDefinition = EVENTS[event];
  return changes
    .map((field) => ({ field, before: textOf(before, field), after: textOf(after, field) }))
    .filter((change) => change.before !== change.after);
}

function textOf(facts: Facts, field: string): string | null {
  const value: unknown = (facts as Record<string, unknown>)[field]; // The catalogue names columns.
  if (value === undefined || value === null) return null;
  return typeof value === 'number' && field.endsWith('At') ? instantText(value) : String(value).trim();
}
