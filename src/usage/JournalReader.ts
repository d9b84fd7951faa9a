import { DAY_MS } from '../clock';
import type { Storage } from '../storage/Storage';
import type { JournalFolder, JournalLook } from './JournalFolder';
import {
  isOperation,
  JOURNAL_START,
  type JournalBatch,
  type JournalMark,
  type JournalNote,
  journalBatch,
  readNotes,
} from './journalBatch';
import type { MarkMove, NotedGap, UsageTables } from './UsageTables';
import type { UsedOperation } from './UsedOperation';

/** Units: milliseconds after which a journal that nobody writes to is over. Its writer writes to none that rested so long. */
const OVER_AFTER_MS = 120_000;
/** Units: milliseconds for which a mark outlasts its journal at least: without one, an older journal may have been read before. */
const MARKED_MS = 29 * DAY_MS;
/** Units: milliseconds for which a time of change may hide a later one. */
const COARSE_MS = 1_000;

const MARK = 'SELECT "byteCount", "counted", "readAt" FROM "usage_journal" WHERE "id" = $1';

/** What a reader needs to read one journal after the other. */
export interface ReaderParts {
  readonly storage: Storage;
  readonly tables: UsageTables;
  readonly folder: JournalFolder;
  readonly database: string;
}

/** What became of a journal. `FOREIGN`: it counts the use of another database. */
export type Reading = 'READ' | 'FOREIGN' | 'GONE';

/** Reads one journal into the database, as far as it is written, again and again. */
export class JournalReader {
  private readonly operations = new Map<string, UsedOperation>();
  private hasNotes = false;
  private isForeign = false;
  private isEnded = false;
  private beganAt = 0;
  private lastLook: (JournalLook & { readonly at: number }) | null = null;

  constructor(
    private readonly id: string,
    private readonly parts: ReaderParts,
  ) {}

  /** Reads what is new. A journal that is over and read is removed. Errors: those of the database and the file system. */
  async read(now: number): Promise<Reading> {
    if (this.isForeign) return 'FOREIGN';
    const look = await this.parts.folder.look(this.id);
    if (!look) return 'GONE';
    const isOver = this.isEnded || now - look.changedAt > OVER_AFTER_MS;
    if (!this.isNews(look) && !isOver) return 'READ';
    const reading = await this.readOn(now, look, isOver);
    this.lastLook = { ...look, at: Date.now() };
    return reading;
  }

  private isNews({ byteCount, changedAt }: JournalLook): boolean {
    const last = this.lastLook;
    if (last === null || byteCount !== last.byteCount || changedAt !== last.changedAt) return true;
    return last.at - changedAt < COARSE_MS;
  }

  private async readOn(now: number, look: JournalLook, isOver: boolean): Promise<Reading> {
    const { storage, folder } = this.parts;
    const [row] = await storage.sql<JournalMark & { readAt: number }>(MARK, [this.id]);
    let from = row ? { byteCount: row.byteCount, counted: row.counted } : null;
    const bytes = await folder.read(this.id, this.hasNotes ? (from?.byteCount ?? 0) : 0);
    if (!bytes) return 'GONE';
    if (!row && isForgotten(this.id, now)) return this.giveUp(bytes.bytes.length, look, now);
    if (!this.hasNotes) readNotes(bytes, from?.byteCount ?? 0, this.note);
    this.hasNotes = true;
    for (let next: JournalBatch['next'] = 'MORE'; next === 'MORE'; ) {
      const batch = journalBatch(bytes, from ?? JOURNAL_START, isOver, this.note);
      if (this.isForeign) return 'FOREIGN';
      const gap = batch.isTorn ? tornGap(row?.readAt ?? this.beganAt, look.changedAt) : null;
      if (!(await this.write({ journal: this.id, from, to: batch.mark }, batch, gap, now))) return 'READ';
      from = batch.mark;
      next = batch.next;
      if (next === 'UNREADABLE') return 'READ';
    }
    if (!this.isEnded && !isOver) return 'READ';
    await folder.remove(this.id); // Its mark outlasts it: another process may have read the same, and not yet written it.
    return 'GONE';
  }

  /** Removes a journal of which nobody can tell whether it was counted. */
  private async giveUp(byteCount: number, look: JournalLook, now: number): Promise<Reading> {
    const reason = 'A journal was found that is too old: whether it was counted before is not known.';
    const gap = { fromAt: beginningOf(this.id), toAt: Math.ceil(look.changedAt), reason };
    const move = { journal: this.id, from: null, to: { byteCount, counted: '' } };
    await this.parts.tables.write({ move, uses: [], operations: this.operations, gap }, now);
    await this.parts.folder.remove(this.id);
    return 'GONE';
  }

  /** Shape: false where another process reads the same journal: it is looked at again with the next turn. */
  private async write(move: MarkMove, { uses }: JournalBatch, gap: NotedGap | null, now: number): Promise<boolean> {
    const { from, to } = move;
    const isSame = from !== null && from.byteCount === to.byteCount && from.counted === to.counted;
    return isSame || this.parts.tables.write({ move, uses, operations: this.operations, gap }, now);
  }

  private readonly note = (note: JournalNote): void => {
    if (isOperation(note)) this.operations.set(note.id, note);
    if (typeof note.beganAt === 'number') this.beganAt = note.beganAt;
    if (typeof note.database === 'string') this.isForeign = note.database !== this.parts.database;
    if (note.isOver === true) this.isEnded = true;
  };
}

/** Units: epoch milliseconds, which an id begins with. */
function beginningOf(id: string): number {
  return Number.parseInt(id.slice(0, 12), 16);
}

function isForgotten(id: string, now: number): boolean {
  return beginningOf(id) < now - MARKED_MS;
}

function tornGap(readAt: number, changedAt: number): NotedGap {
  const reason = 'A record of use was torn: its process ended while the record was written.';
  return { fromAt: Math.min(readAt, changedAt), toAt: Math.max(readAt, Math.ceil(changedAt)), reason };
}
