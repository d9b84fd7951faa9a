import type { Caller } from '../access/Caller';
import type { Clock } from '../clock';
import type { Backlog } from './Backlog';
import type { JournalWriter } from './JournalWriter';
import { Tally, type TallySubject } from './Tally';
import type { UsedOperation } from './UsedOperation';

/** An hour. Units: milliseconds. */
export const HOUR_MS = 3_600_000;

/** How an answer ended. `NO_REQUEST`: it is noted, and not counted. */
export type UseOutcome = 'WHOLE' | 'REFUSED' | 'FAILED' | 'NO_REQUEST';

/** An answer to a key, or to a token made from one. Units: `cost` in points. */
export interface AnsweredUse {
  readonly operation: UsedOperation;
  readonly outcome: UseOutcome;
  readonly cost: number;
  readonly userAgent: string | undefined;
}

/**
 * Counts what keys are used for. What is counted in one turn of the event loop is written to the journal with one write, and
 * answers leave after that. Source: decision 114.
 */
export class UsageRecorder {
  /** Of this hour, with a place in the line that grows, or of this turn. Shape: by the key's id. */
  private readonly tallies = new Map<string, Tally>();
  private dirty: Tally[] = [];
  private turn: Promise<void> | null = null;
  private endTurn = (): void => undefined;
  private now = 0;
  private hourAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly journal: JournalWriter,
    private readonly backlog: Backlog,
  ) {}

  /** Counts an answer. Shape: resolves when the answer may leave; null where it need not wait, or is not counted. */
  record({ apiKeyId, organizationId, secret, address }: Caller, answered: AnsweredUse): Promise<void> | null {
    if (apiKeyId === null || secret === undefined) return null;
    if (this.turn === null) this.beginTurn();
    const { operation, outcome, cost, userAgent = '' } = answered;
    const subject = { apiKeyId, organizationId, secretNumber: secret.number, operation, address, userAgent };
    const tally = this.tallyOf(subject);
    if (outcome !== 'NO_REQUEST') tally.requestCount += 1;
    if (outcome === 'REFUSED') tally.refusedCount += 1;
    if (outcome === 'FAILED') tally.failedCount += 1;
    tally.cost += cost;
    if (!tally.isDirty) {
      tally.isDirty = true;
      this.dirty.push(tally);
    }
    return this.journal.isOpen ? this.turn : null;
  }

  /** Writes what this turn has counted so far. */
  readonly flush = (): void => {
    if (this.turn === null) return;
    const { dirty } = this;
    const end = this.endTurn;
    this.dirty = [];
    this.turn = null;
    this.write(dirty);
    end();
  };

  /** Ends a journal to which nothing is written. */
  rest(): void {
    this.flush();
    this.leaveJournal(() => this.journal.rest(this.clock()));
  }

  /** Writes what is left, and ends the journal. */
  close(): void {
    this.flush();
    this.leaveJournal(() => this.journal.close());
  }

  private leaveJournal(leave: () => void): void {
    leave();
    if (this.journal.growing.length === 0) this.tallies.clear();
  }

  private beginTurn(): void {
    this.now = this.clock();
    const hourAt = this.now - (this.now % HOUR_MS);
    if (hourAt !== this.hourAt) {
      this.hourAt = hourAt;
      this.tallies.clear();
      this.journal.turnPage();
    }
    this.turn = new Promise((resolve) => {
      this.endTurn = resolve;
    });
    setImmediate(this.flush);
  }

  private tallyOf(subject: TallySubject): Tally {
    const first = this.tallies.get(subject.apiKeyId);
    for (let tally = first; tally; tally = tally.next ?? undefined) {
      if (!tally.is(subject)) continue;
      tally.lastUsedAt = Math.max(tally.lastUsedAt, this.now);
      return tally;
    }
    const tally = new Tally(subject, this.hourAt, this.now);
    tally.next = first ?? null;
    this.tallies.set(subject.apiKeyId, tally);
    return tally;
  }

  private write(dirty: readonly Tally[]): void {
    const written = this.journal.write(dirty, this.hourAt, this.now);
    if (written === 'GROWN' || written === 'REPLACED') {
      for (const tally of dirty) tally.keepDurable();
    } else {
      for (const tally of dirty) this.backlog.add(tally.left(), tally.subject.operation);
      if (written === 'LOST') this.backlog.noteGap(...this.timeOfPage(dirty));
    }
    for (const tally of dirty) tally.isDirty = false;
    if (written !== 'GROWN') this.keepGrowing();
  }

  private timeOfPage(dirty: readonly Tally[]): [fromAt: number, toAt: number] {
    return [Math.min(this.now, ...dirty.map(({ firstUsedAt }) => firstUsedAt)), this.now];
  }

  /** Forgets the tallies that have no place in the line that grows: they begin anew. */
  private keepGrowing(): void {
    this.tallies.clear();
    for (const tally of this.journal.growing) {
      const { apiKeyId } = tally.subject;
      tally.next = this.tallies.get(apiKeyId) ?? null;
      this.tallies.set(apiKeyId, tally);
    }
  }
}
