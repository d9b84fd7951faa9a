import type BetterSqlite3 from 'better-sqlite3';
import { Remembered } from '../Remembered';
import type { SqlValue } from '../storage/Storage';
import type { DatabaseFile } from './DatabaseFile';
import { StatementError } from './failures';
import type { Rows } from './ReadMemory';
import { type MakeRow, rowMaker } from './rowMaker';

/** Units: statements that are kept prepared. */
const MAX_STATEMENTS = 200;

/** A statement in SQLite's words. Shape: `order[n]` is the index of the value that its n-th place takes. */
type PlacesOf = (sql: string) => { readonly text: string; readonly order: readonly number[] };

interface Prepared {
  readonly statement: BetterSqlite3.Statement;
  /** Null where the statement answers no rows. */
  readonly makeRow: MakeRow | null;
  readonly order: readonly number[];
}

/**
 * The statements of one SQLite connection, prepared once.
 * Rows are read as arrays and named here, which takes half the time that the driver takes for objects.
 */
export class SqliteStatements {
  private readonly prepared = new Remembered<string, Prepared>(MAX_STATEMENTS);
  private readonly totalChanges = this.reader('SELECT total_changes()');

  constructor(
    private readonly connection: BetterSqlite3.Database,
    private readonly placesOf: PlacesOf,
    private readonly file: Pick<DatabaseFile, 'causeOf'>,
  ) {}

  /** Runs a statement. Errors: a `StatementError`. */
  run(sql: string, values: readonly SqlValue[]): Rows {
    return this.translated(() => {
      const prepared = this.prepared.get(sql) ?? this.prepared.keep(sql, this.prepare(sql));
      return this.runPrepared(prepared, values);
    });
  }

  /** Prepares what is asked for its one value again and again. Errors, when it is asked: a `StatementError`. */
  reader(sql: string): () => SqlValue {
    const statement = this.connection.prepare(sql).pluck();
    return () => this.translated(() => statement.get() as SqlValue); // `pluck` makes it one value.
  }

  /** How many rows the connection has inserted, changed or deleted so far. Shape: null where it has no transaction open. */
  changeCount(): number | null {
    return this.connection.inTransaction ? (this.totalChanges() as number) : null; // SQLite's function answers with a number.
  }

  private runPrepared({ statement, makeRow, order }: Prepared, values: readonly SqlValue[]): Rows {
    const bound = order.map((index) => values[index]);
    if (makeRow !== null) return (statement.all(...bound) as SqlValue[][]).map(makeRow); // `raw` makes them arrays.
    statement.run(...bound);
    return [];
  }

  private prepare(sql: string): Prepared {
    const { text, order } = this.placesOf(sql);
    const statement = this.connection.prepare(text);
    return { statement, makeRow: statement.reader ? makerFor(statement.raw()) : null, order };
  }

  private translated<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      // The driver throws errors alone.
      throw this.file.causeOf(new StatementError(error as Error & { readonly code?: string }));
    }
  }
}

function makerFor(statement: BetterSqlite3.Statement): MakeRow {
  return rowMaker(statement.columns().map(({ name }) => name));
}
