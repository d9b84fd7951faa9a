import { mkdirSync } from 'node:fs';
import type { ReportLoss } from '../log';
import { JournalFile } from './JournalFile';
import type { Tally } from './Tally';

/** Units: bytes after which a journal is over, and another begins. */
const MAX_BYTES = 4 * 1024 * 1024;
/**
 * Units: milliseconds after which a journal to which nothing was written is over. Its reader believes that of journals that
 * were left alone for much longer.
 */
export const REST_MS = 60_000;
/** Units: milliseconds before a journal is begun again where that failed. */
const RETRY_MS = 1_000;

/** What became of tallies. `LOST`: the journal has not got them, and what it holds of the minute before may be torn. */
export type Written = 'GROWN' | 'REPLACED' | 'NOT_WRITTEN' | 'LOST';

/** Writes the journals of this process, one after the other. A failure is reported once, until a journal could be written. */
export class JournalWriter {
  private file: JournalFile | null = null;
  private place: { readonly folder: string; readonly database: string } | null = null;
  /** Of journals that are over. */
  private left: readonly Tally[] = [];
  private isFailing = false;
  /** Units: milliseconds of `performance.now()`. */
  private retryAt = 0;

  constructor(private readonly reportLoss: ReportLoss) {}

  /** Whether answers wait for it. */
  get isOpen(): boolean {
    return this.place !== null && !this.isFailing;
  }

  /** Takes the tallies whose numbers stand in a line that is over. */
  takeLeft(): readonly Tally[] {
    const left = [...this.left, ...(this.file?.takeLeft() ?? [])];
    this.left = [];
    return left;
  }

  /** Has journals be written from now on. A folder that is not there is made. */
  open(folder: string, database: string): void {
    this.place = { folder, database };
    this.attempt(
      () => void mkdirSync(folder, { recursive: true, mode: 0o700 }),
      () => undefined,
    );
  }

  /** Writes tallies of one hour. */
  write(tallies: readonly Tally[], hourAt: number, now: number): Written {
    if (this.place === null || (this.isFailing && performance.now() < this.retryAt)) return 'NOT_WRITTEN';
    let written: Written = 'NOT_WRITTEN';
    this.attempt(
      () => {
        const isOther = this.fileAt(now).write(tallies, hourAt, now);
        written = isOther ? 'REPLACED' : 'GROWN';
      },
      (isWhole) => {
        written = isWhole ? 'NOT_WRITTEN' : 'LOST';
      },
    );
    return written;
  }

  /** Begins another line with the next write. */
  turnPage(): void {
    this.file?.turnPage();
  }

  /** Ends the journal if nothing was written to it for a while, or it is large enough. Shape: whether it did. */
  rest(now: number): boolean {
    const { file } = this;
    if (!file || (Math.abs(now - file.lastWrittenAt) <= REST_MS && file.byteCount <= MAX_BYTES)) return false;
    this.close();
    return true;
  }

  /** Ends the journal. */
  close(): void {
    const { file } = this;
    if (!file) return;
    this.file = null;
    this.attempt(
      () => file.finish(),
      () => undefined,
    );
    this.left = [...this.left, ...file.takeLeft()];
  }

  private forgetFile(): void {
    this.left = [...this.left, ...(this.file?.takeLeft() ?? [])];
    this.file = null;
  }

  private fileAt(now: number): JournalFile {
    const { folder, database } = this.place ?? { folder: '', database: '' };
    this.file ??= JournalFile.create(folder, database, now);
    return this.file;
  }

  /** @param failed is told whether what the journal held before is still whole */
  private attempt(work: () => void, failed: (isWhole: boolean) => void): void {
    try {
      work();
      if (this.isFailing) this.isFailing = false;
    } catch (error) {
      failed(this.file?.abandon() ?? true);
      this.forgetFile();
      this.retryAt = performance.now() + RETRY_MS;
      if (!this.isFailing) this.reportLoss('the journal of use cannot be written: use waits in memory', { err: error });
      this.isFailing = true;
    }
  }
}
