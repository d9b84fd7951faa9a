import type { SqlValue } from '../storage/Storage';

/** Units: rows that are remembered at most; each question counts as one more. */
const MAX_ROWS = 10_000;
/** Units: characters of the values of a question that is remembered. Longer ones do not come again, or are not meant to. */
const MAX_VALUES_LENGTH = 4_000;
/** Units: characters of the values of a question that count as a row. */
const ROW_LENGTH = 200;

/** What a statement answered. Nobody may change it: others are handed the same rows. */
export type Rows = readonly Readonly<Record<string, SqlValue>>[];

/**
 * What was read from the database since it last changed. All of it is forgotten as soon as anything was committed,
 * whatever it was and whichever process did it, so that no answer is ever older than its question.
 * Source: decision 030.
 */
export class ReadMemory {
  private readonly bySql = new Map<string, Map<string, Rows>>();
  private rowCount = 0;
  private version: number | null = null;

  /** @param max units: rows, as above */
  constructor(private readonly max = MAX_ROWS) {}

  /** To be told the database's version before each question. */
  keepOnlyOf(version: number): void {
    if (version === this.version) return;
    this.version = version;
    this.forget();
  }

  /** What that statement answered for these values. */
  find(sql: string, values: string): Rows | undefined {
    return this.bySql.get(sql)?.get(values);
  }

  /** Remembers an answer, and hands it back in a form that nobody can change. */
  keep(sql: string, values: string, rows: Rows): Rows {
    for (const row of rows) Object.freeze(row);
    Object.freeze(rows);
    if (values.length > MAX_VALUES_LENGTH) return rows;
    if (this.rowCount >= this.max) this.forget();
    const answers = this.bySql.get(sql) ?? new Map<string, Rows>();
    this.bySql.set(sql, answers.set(values, rows));
    this.rowCount += rows.length + 1 + Math.floor(values.length / ROW_LENGTH);
    return rows;
  }

  private forget(): void {
    this.bySql.clear();
    this.rowCount = 0;
  }
}
