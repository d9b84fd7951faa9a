import type { AuditAlarms } from './AuditAlarms';
import type { IdSpan, UnsealedRow } from './unsealedRows';

/** Units: rows without a proof that each turn reads again; where there are more, it reads the rows of these minutes alone. */
const MAX_REREAD = 1_000;
/** How far an honest row's id may be from now when the row is committed. Units: milliseconds. */
const RECENT_MS = 120_000;
/** After how long all are read again, and told of. Units: milliseconds. */
const WHOLE_MS = 3_600_000;
/** Hexadecimal digits of an id that say when it was made. Source: RFC 9562, section 5.7. */
const TIME_DIGITS = 12;

/**
 * Keeps count of the rows that bear no proof of their writer. They stay unsealed for ever, and whoever writes to the database
 * makes as many as that hand likes: beyond a thousand they are read again, and told of, once an hour. Source: decision 103.
 */
export class UnprovedRows {
  private count = 0;
  private first: UnsealedRow | null = null;
  private isWhole = true;
  /** Of the last turn that read all. */
  private wholeCount = 0;
  private wholeAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly alarms: Pick<AuditAlarms, 'unprovedRows'>) {}

  /** Begins a turn. Shape: which rows it reads; null: all that are not sealed. Units: `now` in epoch milliseconds. */
  begin(now: number): IdSpan | null {
    this.isWhole = this.wholeCount <= MAX_REREAD || now < this.wholeAt || now >= this.wholeAt + WHOLE_MS;
    this.count = 0;
    this.first = null;
    if (!this.isWhole) return { from: idAt(now - RECENT_MS), to: idAt(now + RECENT_MS) };
    this.wholeAt = now;
    return null;
  }

  note(row: UnsealedRow): void {
    this.count += 1;
    this.first ??= row;
  }

  /** Ends a turn that has read all that it should. */
  end(): void {
    if (!this.isWhole) return;
    this.wholeCount = this.count;
    if (this.first !== null) this.alarms.unprovedRows(this.first, this.count);
  }
}

/** The first id of an instant. */
function idAt(at: number): string {
  return Math.max(at, 0).toString(16).padStart(TIME_DIGITS, '0');
}
