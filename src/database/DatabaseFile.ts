import type BetterSqlite3 from 'better-sqlite3';
import { causesOf, StatementError } from './failures';
import { fileAt } from './fileAt';

/** Units: milliseconds for which reads rely on the last look. */
const LOOK_AGAIN_MS = 20;
/** What SQLite says where it meets a page that it cannot have written. */
const DAMAGED = /^SQLITE_(?:CORRUPT|NOTADB)/;
/** SQLite's own code for a file that was moved while it was open. */
const MOVED = 'SQLITE_READONLY_DBMOVED';

const REMEDY =
  'Nothing is read or written until a restart: stop every process on this database, put back the file together with those that belong to it (-wal, -shm), and start again.';
const REMEDY_OF_DAMAGE =
  'Nothing is read or written until a restart: stop every process on this database, restore a backup, and start again.';

/** A file as it was when it was opened. */
interface Opened {
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
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
  /** The file itself first; nothing once SQLite closes them, which deletes some. */
  private opened: readonly Opened[];
  private loss: StatementError | null = null;
  private lookedAt = 0;
  private isRescued = false;
  private told: (sentence: string) => void = () => undefined;

  /**
   * Errors: a `StatementError` where the file is no longer in its place.
   * @param writer the connection that writes, on which something was read: by then SQLite has opened every file
   */
  constructor(
    private readonly file: string,
    private readonly writer: BetterSqlite3.Database,
  ) {
    const [main, ...beside] = ['', '-wal', '-shm'].map((ending) => openedAt(file + ending));
    if (!main) throw new StatementError({ message: `The database file ${file} ${FATES.GONE}`, code: MOVED });
    this.opened = [main, ...beside.filter((each) => each !== null)];
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
      this.rescue();
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
      return true; // It was told.
    } finally {
      this.opened = [];
    }
  }

  private assertOne(opened: Opened): void {
    const fate = this.fateOf(opened);
    if (fate !== 'THERE') throw this.lose(`The database file ${opened.path} ${FATES[fate]}. ${REMEDY}`, MOVED);
  }

  private fateOf({ path, dev, ino }: Opened): Fate {
    const now = fileAt(path);
    if (now === null) return 'GONE';
    if (now.dev !== dev || now.ino !== ino) return 'REPLACED';
    return now.size === 0n && path === this.file ? 'EMPTIED' : 'THERE';
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
    try {
      const [{ busy }] = this.writer.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }]; // SQLite's one row.
      this.isRescued = busy === 0;
    } catch {
      // Another process is in the way: the next question tries again, and so does the last look.
    }
  }

  private isWithoutWalAlone(): boolean {
    const [main, wal, ...others] = this.opened;
    if (!main || !wal || this.fateOf(main) !== 'THERE') return false;
    return this.fateOf(wal) === 'GONE' && others.every((other) => this.fateOf(other) !== 'REPLACED');
  }
}

function openedAt(path: string): Opened | null {
  const found = fileAt(path);
  return found === null ? null : { path, dev: found.dev, ino: found.ino };
}
