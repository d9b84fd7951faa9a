import { chunksOf } from '../storage/chunksOf';

/** How rows wait and are written. */
interface Writing<Row> {
  /** Units: rows. */
  readonly maxWaiting: number;
  /** Units: rows that one call of `write` takes: what it writes is locked until its end. */
  readonly maxRows: number;
  readonly write: (rows: readonly Row[]) => Promise<void>;
  /** Reports a failure, and how many rows wait on. */
  readonly failed: (error: unknown, rowCount: number) => void;
}

/** Rows that wait in memory until a job writes them: the latest of each name. Rows of a write that fails wait on. */
export class WriteBehind<Row> {
  private readonly waiting = new Map<string, Row>();
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly how: Writing<Row>) {}

  /** The row of a name, while it waits. */
  get(name: string): Row | undefined {
    return this.waiting.get(name);
  }

  /** Has a row wait, in place of an earlier one of its name. Shape: false where there is no room for another. */
  add(name: string, row: Row): boolean {
    if (this.waiting.size >= this.how.maxWaiting && !this.waiting.has(name)) return false;
    this.waiting.set(name, row);
    return true;
  }

  /** Writes what waits, after earlier calls. Resolves when it is written, or its failure was reported. */
  flush(): Promise<void> {
    this.writing = this.writing
      .then(() => this.write())
      .catch((error: unknown) => this.how.failed(error, this.waiting.size));
    return this.writing;
  }

  private async write(): Promise<void> {
    // In one order for all processes: two that lock the same rows wait for one another, and never both.
    const rows = [...this.waiting].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const some of chunksOf(rows, this.how.maxRows)) {
      await this.how.write(some.map(([, row]) => row));
      for (const [name, row] of some) if (this.waiting.get(name) === row) this.waiting.delete(name);
    }
  }
}
