import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { Remembered } from '../Remembered';

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](\d{2}):(\d{2}))$/i;

/**
 * Reads an instant.
 * Shape: RFC 3339 with seconds and an offset, e.g. `2026-11-23T09:30:00Z`. Units: epoch milliseconds.
 * Errors: null for anything else, days and hours that do not exist included.
 */
export function parseInstant(text: string): number | null {
  const match = RFC_3339.exec(text);
  if (!match) return null;
  const parts = match.slice(1).map((part) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = parts;
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const fits = hour < 24 && minute < 60 && second < 60;
  const offsetFits = offsetHour < 24 && offsetMinute < 60;
  if (!exists || !fits || !offsetFits) return null;
  const instant = Date.parse(text.toUpperCase());
  return Number.isNaN(instant) ? null : instant;
}

const NOT_AN_INSTANT = 'A DateTime is an RFC 3339 text with seconds and an offset, such as 2026-11-23T09:30:00Z.';

function parseDateTime(value: unknown): number {
  const instant = typeof value === 'string' ? parseInstant(value) : null;
  if (instant === null) throw new GraphQLError(NOT_AN_INSTANT);
  return instant;
}

/** Units: instants whose text is remembered. */
const MAX_TEXTS = 10_000;
const texts = new Remembered<number, string>(MAX_TEXTS);

/** Writes an instant. The same ones are answered again and again, and writing one takes the engine a microsecond. */
export function instantText(instant: number): string {
  return texts.get(instant) ?? texts.keep(instant, new Date(instant).toISOString());
}

/** Instants: epoch milliseconds inside, RFC 3339 in UTC outside. Source: RFC 3339, section 5.6. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description: 'An instant, as RFC 3339 text; always answered in UTC, e.g. `2026-11-23T09:30:00.000Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  serialize: (value) => instantText(value as number), // Every instant of a row is a number.
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : null),
});
