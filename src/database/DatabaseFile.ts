import type BetterSqlite3 from 'better-sqlite3';
import { causesOf, StatementError } from './failures';
import { fileAt } from './fileAt';

/** Units: milliseconds for which reads rely on the last look. */
const LOOK_AGAIN_MS = 20;
/** Units: milliseconds after which a rescue that another process kept from happening is tried again. */
const RESCUE_AGAIN_MS = 1000;
/** What SQLite says where it meets a page that it cannot have written. */
const DAMAGED = /^SQLITE_(?:CORRUPT|NOTADB)/;
/** SQLite's own code for a file that was moved while it was open. */
const MOVED = 'SQLITE_READONLY_DBMOVED';

const REMEDY =
  'Nothing is read or written until a restart: stop every process on this database, put back the file together with those that belong to it (-wal, -shm), and start again.';
const REMEDY_OF_DAMAGE =
  'Nothing is read or written until a restart: stop every process on this database, restore a backup, and start again.';

/** What tells a file from every other, whatever its name. */
interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** A file as it was when it was opened. */
interface Opened extends Identity {
  readonly path: string;
}

/** What became of a file. */
type Fate = 'THERE' | 'GONE' | 'REPLACED' | 'EMPTIED';

const FATES: Readonly<Record<Exclude<Fate, 'THERE'>, string>> = {
  GONE: 'was deleted or moved while it was open',
  REPLACED: 'was replaced by another file while it was open',
  EMPTIED: 'was emptied while it was open',
};

/**
 * The files of a SQLite database that is open. As soon as one of them is no longer in its place, or one page is damaged,
 * everything is refused until the process is started anew.
 * Source: decision 063; SQLite, How To Corrupt An SQLite Database File, sections 1.4, 2.4 and 2.5.
 */
export class DatabaseFile {
  /** The file itself first, by its real name, then `-wal` and `-shm`; nothing once SQLite closes them, which deletes some. */
  private opened: readonly Opened[];
  private loss: StatementError | null = null;
  private lookedAt = 0;
  private isRescued = false;
  private triedAt = Number.NEGATIVE_INFINITY;
  private told: (sentence: string) => void = () => undefined;

  /**
   * Errors: a `StatementError` where a file is no longer in its place.
   * @param file the name as it was given, which may be a link
   * @param writer the connection that writes, on which something was read: by then SQLite has opened every file
   * @param before the file as it was before SQLite opened it; null where it was not there
   */
  constructor(
    private readonly file: string,
    private readonly writer: BetterSqlite3.Database,
    before: Identity | null = null,
  ) {
    const [{ file: real }] = writer.pragma('database_list') as [{ file: string }]; // SQLite's own name of it, without links.
    const main = openedAt(real);
    const given = openedAt(file);
    if (!isSame(main, given) || !isSame(main, before ?? main)) throw lossOf(file, 'REPLACED');
    const endings = writer.pragma('journal_mode', { simple: true }) === 'wal' ? ['-wal', '-shm'] : [];
    const beside = endings.map((ending) => openedAt(real + ending));
    this.opened = [main, ...beside, ...(real === file ? [] : [given])];
  }

  /** Has the loss told, once. Shape: a sentence that says what happened and what to do. */
  tellLoss(tell: (sentence: string) => void): void {
    this.told = tell;
    if (this.loss !== null) tell(this.loss.message);
  }

  /** Looks at the files. Errors: a `StatementError` where one is not in its place, or was not before. */
  assertThere(): void {
    if (this.loss === null) {
      this.lookedAt = performance.now();
      for (const opened of this.opened) this.assertOne(opened);
    } else {
      if (performance.now() - this.triedAt > RESCUE_AGAIN_MS) this.rescue();
      throw this.loss;
    }
  }

  /** The same for reads, which may rely on a look of late. */
  assertThereOfLate(): void {
    if (this.loss !== null || performance.now() - this.lookedAt > LOOK_AGAIN_MS) this.assertThere();
  }

  /** What to throw for a failure of a statement: the loss of the database where that is its cause. */
  causeOf(error: unknown): unknown {
    const damage = [...causesOf(error)].findLast(({ code }) => DAMAGED.test(code));
    if (damage === undefined) return this.loss ?? error;
    try {
      this.assertThere(); // Pages of another file look damaged, too.
    } catch (loss) {
      return loss;
    }
    const { code, message } = damage;
    return this.lose(`The database file ${this.file} is damaged: ${message} (${code}). ${REMEDY_OF_DAMAGE}`, code);
  }

  /**
   * Looks for the last time. Shape: whether SQLite must leave the files as they are when it closes them: those in their place
   * may be another database's.
   */
  isLostAtLast(): boolean {
    try {
      this.assertThere();
      return false;
    } catch {
      this.rescue();
      return true; // It was told.
    } finally {
      this.opened = [];
    }
  }

  private assertOne(opened: Opened): void {
    const fate = this.fateOf(opened);
    if (fate !== 'THERE') throw this.lose(`The database file ${opened.path} ${FATES[fate]}. ${REMEDY}`, MOVED);
  }

  private fateOf(opened: Opened): Fate {
    const now = fileAt(opened.path);
    if (now === null) return 'GONE';
    if (!isSame(now, opened)) return 'REPLACED';
    return now.size === 0n && opened === this.opened[0] ? 'EMPTIED' : 'THERE';
  }

  private lose(sentence: string, code: string): StatementError {
    this.loss = new StatementError({ message: sentence, code });
    this.rescue();
    this.told(sentence);
    return this.loss;
  }

  /**
   * Where `-wal` alone is gone, what was committed stands in a file that nobody can open any more: it is written into the
   * database itself. Nobody else can have begun another `-wal`, since none is there.
   */
  private rescue(): void {
    if (this.isRescued || this.writer.inTransaction || !this.isWithoutWalAlone()) return;
    this.triedAt = performance.now();
    try {
      const [{ busy }] = this.writer.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }]; // SQLite's one row.
      this.isRescued = busy === 0;
    } catch {
      // Another process is in the way: a later question tries again, and so does the last look.
    }
  }

  private isWithoutWalAlone(): boolean {
    const [main, wal, shm] = this.opened;
    if (!main || !wal || !shm || this.fateOf(main) !== 'THERE') return false;
    return this.fateOf(wal) === 'GONE' && this.fateOf(shm) !== 'REPLACED';
  }
}

/** Errors: a `StatementError` where there is none. */
function openedAt(path: string): Opened {
  const found = fileAt(path);
  if (found === null) throw lossOf(path, 'GONE');
  return { path, dev: found.dev, ino: found.ino };
}

function isSame(one: Identity, other: Identity): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** The loss of a file at opening. */
function lossOf(path: string, fate: Exclude<Fate, 'THERE'>): StatementError {
  return new StatementError({ message: `The database file ${path} ${FATES[fate]}`, code: MOVED });
}
