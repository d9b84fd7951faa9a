import { setImmediate } from 'node:timers/promises';
import { quotedTerm } from '../keys/keyText';
import { Remembered } from '../Remembered';
import type { CandidateIndex, CandidateQuestion, CandidateSlice, NextCandidate } from '../storage/CandidateIndex';
import type { KeysetPosition } from '../storage/KeysetOrder';
import type { RunSql, SqlValue, Storage } from '../storage/Storage';
import { type Condition, numbered } from '../storage/select';
import { roundedLimit } from '../storage/Walk';
import { SEQUENCE_BITS } from './addSqliteTexts';
import { indexAuditTexts, MAX_WAITING_ROWS } from './indexAuditTexts';
import { indexedStart } from './indexedStart';
import { FIRST_STRETCH, nextStretch } from './nextStretch';
import { MAX_NOT_INDEXED, notIndexed } from './notIndexed';

const LATE = 2 ** SEQUENCE_BITS;
const LAST = LATE - 1;
const SEQUENCE = `(${LAST} - ("audit_text"."rowid" & ${LAST}))`;
const FIRST_ROW = `((SELECT "number" FROM "audit_text_indexed" WHERE "organizationId" = ?) << ${SEQUENCE_BITS + 1})`;
const EVENT_OF_ROW = `"audit_event"."organizationId" = ? AND "audit_event"."sequence" = ${SEQUENCE}`;
/** The last row before a place has the highest sequence of all that came in time; of a late one it is higher still. */
const LAST_BEFORE = `COALESCE((SELECT "sequence" FROM "audit_event"
  WHERE "organizationId" = ? AND "sequence" IS NOT NULL AND "id" < ? ORDER BY "id" DESC LIMIT 1), -1)`;

/** Units: statements of searches that are remembered: to number the places of one takes as long as to make a page of its rows. */
const MAX_STATEMENTS = 100;
const statements = new Remembered<string, string>(MAX_STATEMENTS);

type Piece = Pick<Condition, 'sql' | 'values'>;
/** A candidate as a list selects it: with its id, and its sequence where the list is in that order. */
interface Found {
  readonly id: string;
  readonly sequence?: number;
  /** Whether it belongs to the list, and 2 more where it came in time. */
  readonly found: 0 | 1 | 2 | 3;
}

/** The rows that a search of SQLite's index of texts finds, and those that wait for it. Source: decision 107. */
export class SqliteAuditTexts implements CandidateIndex {
  private constructor(
    private readonly storage: Storage,
    private readonly organizationId: string,
    private readonly phrase: string,
    private readonly firstLength: number,
  ) {}

  get ids(): CandidateIndex['ids'] {
    const all = this.found(numberOf(LAST), numberOf(0));
    const late = this.late();
    const waiting = notIndexed(this.organizationId);
    return {
      sql: `SELECT "candidate" FROM (SELECT "id" AS "candidate" FROM ${all.sql} UNION ALL ${late.sql} UNION ALL ${waiting.sql})`,
      values: [...all.values, ...late.values, ...waiting.values],
    };
  }

  /** The index for a text, folded; null where that is too short. */
  static async of(
    storage: Storage,
    organizationId: string,
    text: string,
    firstLength = FIRST_STRETCH,
  ): Promise<SqliteAuditTexts | null> {
    const start = indexedStart(text);
    return start === null ? null : new SqliteAuditTexts(storage, organizationId, quotedTerm(start), firstLength);
  }

  async next(): Promise<NextCandidate> {
    return null;
  }

  /** Rows that are not late have the order of the ids by their sequence, too. */
  async slice<Row>(sql: RunSql, question: CandidateQuestion): Promise<CandidateSlice<Row> | null> {
    const find = () => (question.isAscending ? null : this.find<Row>(sql, question));
    const found = await find();
    // The rows that wait for the index are among the stragglers: most searches need not ask for them.
    if (found && found.stragglerCount <= MAX_WAITING_ROWS) return found;
    const outcome = await indexAuditTexts(this.storage, this.organizationId);
    return outcome === 'INDEXED' ? find() : found;
  }

  /** Reads stretch by stretch, and others have their turn in between. A page of a usual text is one. */
  private async find<Row>(
    sql: RunSql,
    question: CandidateQuestion,
  ): Promise<(CandidateSlice<Row> & { readonly stragglerCount: number }) | null> {
    const { start, count } = question;
    const isById = question.column === '"id"';
    const positionOf = ({ id, sequence = -1 }: Found): KeysetPosition => [isById ? id : sequence, id];
    const found = new Map<string, Found>();
    let high = this.highest(isById, start);
    let low: number | null = null;
    for (let [orderedCount, length] = [0, this.firstLength]; ; await setImmediate()) {
      const begunAt = performance.now();
      const rows = await this.stretch(sql, question, high, low, count - orderedCount);
      length = nextStretch(length, performance.now() - begunAt);
      for (const row of rows) found.set(row.id, row);
      const ordered = rows.filter(({ found: state }) => state >= 2);
      const stragglerCount = rows.length - ordered.length;
      if (stragglerCount > MAX_NOT_INDEXED) return null;
      orderedCount += ordered.length;
      const last = orderedCount < count ? undefined : ordered.at(-1);
      low ??= last ? 0 : await this.lowestOf(sql, high);
      if (last || low <= 0) {
        return { ...sliceOf<Row>([...found.values()], positionOf, last && positionOf(last)), stragglerCount };
      }
      [high, low] = [numberOf(low - 1), low - length];
    }
  }

  /** Rows in their order, and those that have none. One statement: a row may change its place. */
  private stretch(
    sql: RunSql,
    { select: columns, belongs }: CandidateQuestion,
    high: Piece,
    low: number | null,
    count: number,
  ): Promise<readonly Found[]> {
    const belonging = `COALESCE(${belongs.sql}, 0)`;
    const selected = belongs.values;
    const lowest = low === null ? this.lowest(high) : numberOf(Math.max(low, 0));
    const inTime = this.found(high, lowest);
    const late = this.late();
    const waiting = notIndexed(this.organizationId);
    const limit = roundedLimit(count);
    const name = [columns, belonging, high.sql, lowest.sql, limit].join('\n');
    const statement = (): string => `
      SELECT * FROM (SELECT ${belonging} + 2 AS "found", ${columns} FROM ${inTime.sql} ORDER BY "audit_text"."rowid" LIMIT ${limit})
      UNION ALL SELECT ${belonging}, ${columns} FROM (SELECT "candidate" FROM (${late.sql} UNION ALL ${waiting.sql})
      LIMIT ${MAX_NOT_INDEXED + 1}) CROSS JOIN "audit_event" ON "id" = "candidate"`;
    const text = statements.get(name) ?? statements.keep(name, numbered({ sql: statement(), values: [] }, []));
    return sql<Found>(text, [...selected, ...inTime.values, ...selected, ...late.values, ...waiting.values]);
  }

  /** The highest sequence that a row before a place can have, if it is not late. */
  private highest(isById: boolean, from: KeysetPosition | null): Piece {
    if (from === null) return numberOf(LAST);
    if (isById) return { sql: LAST_BEFORE, values: [this.organizationId, from[1]] };
    return numberOf(Number(from[0]) - 1);
  }

  /** The lowest sequence of the first stretch. */
  private lowest(high: Piece): Piece {
    const last = 'COALESCE((SELECT "nextSequence" FROM "audit_text_indexed" WHERE "organizationId" = ?), 0) - 1';
    return {
      sql: `MAX(MIN(${high.sql}, ${last}) - ${this.firstLength}, 0)`,
      values: [...high.values, this.organizationId],
    };
  }

  private async lowestOf(sql: RunSql, high: Piece): Promise<number> {
    const values: SqlValue[] = [];
    const [row] = await sql<{ low: number }>(`SELECT ${numbered(this.lowest(high), values)} AS "low"`, values);
    return row?.low ?? 0;
  }

  /** The rows of the text that came in time, from a sequence down to a lower one. */
  private found(high: Piece, low: Piece): Piece {
    const { organizationId } = this;
    return {
      sql: `"audit_text" CROSS JOIN "audit_event" ON ${EVENT_OF_ROW} WHERE "audit_text" MATCH ?
        AND "audit_text"."rowid" BETWEEN ${FIRST_ROW} + ${LAST} - ${high.sql} AND ${FIRST_ROW} + ${LAST} - ${low.sql}`,
      values: [organizationId, this.phrase, organizationId, ...high.values, organizationId, ...low.values],
    };
  }

  /** The late rows of the text. Whether there are any is asked first: that takes less than to look for the text. */
  private late(): Piece {
    const { organizationId } = this;
    const isLate = `"rowid" BETWEEN ${FIRST_ROW} + ${LATE} AND ${FIRST_ROW} + ${LATE + LAST}`;
    return {
      sql: `SELECT "id" AS "candidate" FROM (SELECT 1 FROM "audit_text" WHERE ${isLate} LIMIT 1) CROSS JOIN "audit_text"
        CROSS JOIN "audit_event" ON ${EVENT_OF_ROW} WHERE "audit_text" MATCH ? AND "audit_text".${isLate}`,
      values: [organizationId, organizationId, organizationId, this.phrase, organizationId, organizationId],
    };
  }
}

/** What belongs of the rows that were found, as far as they were all found. */
function sliceOf<Row>(
  rows: readonly Found[],
  positionOf: (row: Found) => KeysetPosition,
  through: KeysetPosition | undefined,
): CandidateSlice<Row> {
  const placed = rows.map((row) => ({ row, value: positionOf(row)[0] }));
  const own = placed.filter(({ row, value }) => row.found % 2 === 1 && (through === undefined || value >= through[0]));
  const sorted = own.toSorted((one, other) => (one.value < other.value ? 1 : -1));
  // Each has what the list selects.
  return { rows: sorted.map(({ row }) => row as unknown as Row), through: through ?? null };
}

/** A whole number: the index takes no other for a bound. */
function numberOf(value: number): Piece {
  return { sql: 'CAST(? AS INTEGER)', values: [value] };
}
