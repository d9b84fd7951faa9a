import type { Storage } from '../storage/Storage';
import type { Job } from './Job';

/** Which rows are over. Table and column are constants of the code. */
export interface SweptRows {
  readonly table: string;
  /** Units: epoch milliseconds. */
  readonly column: string;
  /** Units: milliseconds from that instant until the row may go. */
  readonly outlastMs?: number;
}

/** Deletes rows that are over, once a minute. It reads first, since most of the time there are none. */
export class Sweep implements Job {
  readonly everyMs = 60_000;
  readonly isForOne = true;
  private readonly find: string;
  private readonly delete: string;
  private readonly outlastMs: number;

  constructor(
    readonly name: string,
    private readonly storage: Storage,
    { table, column, outlastMs = 0 }: SweptRows,
  ) {
    const over = `FROM "${table}" WHERE "${column}" <= $1`;
    this.find = `SELECT 1 AS "found" ${over} LIMIT 1`;
    this.delete = `DELETE ${over}`;
    this.outlastMs = outlastMs;
  }

  async run(now: number): Promise<void> {
    const values = [now - this.outlastMs];
    if ((await this.storage.sql(this.find, values)).length === 0) return;
    await this.storage.write(({ sql }) => sql(this.delete, values));
  }
}
