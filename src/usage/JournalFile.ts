import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { newId } from '../id';
import { chunksOf } from '../storage/chunksOf';
import { BLOCK_BYTES, JournalPage, MAX_LINE_TALLIES } from './JournalPage';
import { journalLine } from './journalLine';
import type { Tally } from './Tally';
import type { UsedOperation } from './UsedOperation';

/** How the name of a journal ends; before that stands its id. */
export const JOURNAL_ENDING = '.usage';

/** What the first line of a journal says. Units: `beganAt` in epoch milliseconds. */
export interface JournalHeader {
  readonly journal: string;
  /** Of which database it counts the use. */
  readonly database: string;
  readonly beganAt: number;
}

/** What the last line of a journal says that nothing is written to any more. */
export const JOURNAL_END = { isOver: true } as const;

/** A journal that this process writes. Source: decision 114. */
export class JournalFile {
  private readonly defined = new Set<string>();
  private readonly page = new JournalPage();
  /** What the file holds of the line that grows. */
  private readonly durable = Buffer.alloc(BLOCK_BYTES);
  private durableBytes = 0;
  /** Where the line that grows begins. Units: bytes. */
  private start = 0;

  private constructor(
    private readonly file: number,
    readonly beganAt: number,
    public lastWrittenAt: number,
  ) {}

  /** Makes a journal, with its first line. Errors: those of the file system. */
  static create(folder: string, database: string, now: number): JournalFile {
    const id = newId(now);
    const place = path.join(folder, `${id}${JOURNAL_ENDING}`);
    const file = openSync(place, 'wx', 0o600);
    const header: JournalHeader = { journal: id, database, beganAt: now };
    try {
      const made = new JournalFile(file, now, now);
      made.put(journalLine(JSON.stringify(header)), 0);
      return made;
    } catch (error) {
      closeSync(file); // A full disk has room for its name: each further try would leave one more open.
      unlinkSync(place);
      throw error;
    }
  }

  /** Units: bytes up to the line that grows. */
  get byteCount(): number {
    return this.start;
  }

  /** Takes the tallies that have no place in the line that grows any more. */
  takeLeft(): readonly Tally[] {
    return this.page.takeLeft();
  }

  /**
   * Writes tallies of one hour. Shape: whether others have a place in the line that grows than before, beside further ones.
   * Errors: those of the file system; then `abandon` tells what is left.
   */
  write(tallies: readonly Tally[], hourAt: number, now: number): boolean {
    const fresh: Tally[] = [];
    for (const tally of tallies) {
      if (tally.place >= 0) this.page.update(tally);
      else fresh.push(tally);
    }
    const news = fresh.length === 0 ? [] : this.undefinedOf(fresh);
    const isGrown = fresh.length === 0 || (news.length === 0 && !this.page.isEmpty && this.page.add(fresh));
    if (isGrown) {
      const line = this.page.bytes();
      this.putAll(line, this.start);
      this.keepDurable(line);
    } else this.append(fresh, news, hourAt);
    this.lastWrittenAt = now;
    return !isGrown;
  }

  /** Begins another line with the next write. */
  turnPage(): void {
    if (this.page.isEmpty) return;
    this.page.clear();
    this.start += this.durableBytes;
    this.durableBytes = 0;
  }

  /** Says that it is over, and closes it. Errors: those of the file system. */
  finish(): void {
    this.page.clear();
    try {
      this.putAll(journalLine(JSON.stringify(JOURNAL_END)), this.start + this.durableBytes);
    } finally {
      closeSync(this.file);
    }
  }

  /** Undoes a write that failed, and closes the file. Shape: whether it holds what it held before. */
  abandon(): boolean {
    this.page.clear();
    try {
      this.putAll(this.durable.subarray(0, this.durableBytes), this.start);
      ftruncateSync(this.file, this.start + this.durableBytes);
      return true;
    } catch {
      return false; // Its reader finds a torn line.
    } finally {
      closeSync(this.file);
    }
  }

  private append(fresh: readonly Tally[], news: readonly UsedOperation[], hourAt: number): void {
    const lines: Buffer[] = this.page.isEmpty ? [] : [Buffer.from(this.page.bytes())];
    for (const operation of news) lines.push(journalLine(JSON.stringify(operation)));
    let start = this.start + lines.reduce((sum, { length }) => sum + length, 0);
    const parts = [...chunksOf(fresh, MAX_LINE_TALLIES)];
    for (const [index, some] of parts.entries()) {
      // Only the last line grows, and may cross no border of a block.
      const isLast = index === parts.length - 1;
      this.page.begin(hourAt, isLast ? start : 0);
      if (!this.page.add(some)) {
        lines.push(paddingAt(start));
        start = this.beginBlock(hourAt, start, some);
      }
      const line = Buffer.from(this.page.bytes());
      lines.push(line);
      start += line.length;
    }
    this.putAll(Buffer.concat(lines), this.start);
    for (const { id } of news) this.defined.add(id);
    this.keepDurable(this.page.bytes());
    this.start = start - this.durableBytes;
  }

  /** Begins the line that grows with the next block. Shape: where that is. */
  private beginBlock(hourAt: number, start: number, tallies: readonly Tally[]): number {
    const next = start + BLOCK_BYTES - (start % BLOCK_BYTES);
    this.page.begin(hourAt, next);
    this.page.add(tallies);
    return next;
  }

  private undefinedOf(tallies: readonly Tally[]): UsedOperation[] {
    const news = new Map<string, UsedOperation>();
    for (const { subject } of tallies) {
      if (!this.defined.has(subject.operation.id)) news.set(subject.operation.id, subject.operation);
    }
    return [...news.values()];
  }

  private keepDurable(line: Buffer): void {
    this.durableBytes = line.copy(this.durable);
  }

  private put(line: Buffer, start: number): void {
    this.putAll(line, start);
    this.start = start + line.length;
  }

  private putAll(bytes: Buffer, start: number): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.file, bytes, done, bytes.length - done, start + done);
  }
}

/** A blank line up to the next block. */
function paddingAt(start: number): Buffer {
  const padding = Buffer.alloc(BLOCK_BYTES - (start % BLOCK_BYTES), ' ');
  padding[padding.length - 1] = 10;
  return padding;
}
