import type { Caller } from '../access/Caller';
import type { Clock } from '../clock';
import type { Backlog } from './Backlog';
import type { JournalWriter } from './JournalWriter';
import { keptClientOf } from './keptClientOf';
import { Tally, type TallySubject } from './Tally';
import type { UsedOperation } from './UsedOperation';
import { UseWatch } from './UseWatch';

/** An hour. Units: milliseconds. */
export const HOUR_MS = 3_600_000;

/** Units: keys that have tallies, and tallies of one key; others are made anew. */
const MAX_KEYS = 2_000;
const MAX_OF_KEY = 24;

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
 * Counts what keys are used for. Answers that are ready together are written to the journal with one write, and leave after
 * that. Source: decision 114.
 */
export class UsageRecorder {
  /** Of this hour. Shape: by the key's id, those of one key one behind the other. */
  private readonly tallies = new Map<string, Tally>();
  private readonly watches = new Set<UseWatch>();
  private dirty: Tally[] = [];
  private isTurn = false;
  private now = 0;
  private hourAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly journal: JournalWriter,
    private readonly backlog: Backlog,
  ) {}

  /** Counts an answer. Shape: whether the answer waits, and leaves after `flush`; false also where nothing is counted. */
  record(caller: Caller, { operation, outcome, cost, userAgent = '' }: AnsweredUse): boolean {
    const { apiKeyId, secret } = caller;
    if (apiKeyId === null || secret === undefined) return false;
    if (!this.isTurn) this.beginTurn();
    if (this.watches.size > 0) for (const watch of this.watches) watch.note(apiKeyId, operation);
    const tally = this.tallyOf(caller, apiKeyId, secret.number, operation, keptClientOf(userAgent));
    if (outcome !== 'NO_REQUEST') tally.requestCount += 1;
    if (outcome === 'REFUSED') tally.refusedCount += 1;
    if (outcome === 'FAILED') tally.failedCount += 1;
    tally.cost += cost;
    if (!tally.isDirty) {
      tally.isDirty = true;
      this.dirty.push(tally);
    }
    return this.journal.isOpen;
  }

  /** Watches what a key is used for from now on. */
  watch(apiKeyId: string): UseWatch {
    return new UseWatch(apiKeyId, this.watches);
  }

  /** Writes what was counted since it was last called. Where nobody calls it, that is done before the turn is over. */
  readonly flush = (): void => {
    if (!this.isTurn) return;
    const { dirty } = this;
    this.dirty = [];
    this.isTurn = false;
    this.write(dirty);
  };

  /** Ends a journal to which nothing is written. */
  rest(): void {
    this.flush();
    this.journal.rest(this.clock());
    this.resetLeft();
  }

  /** Writes what is left, and ends the journal. */
  close(): void {
    this.flush();
    this.journal.close();
    this.resetLeft();
  }

  private beginTurn(): void {
    this.now = this.clock();
    // A process that was stopped, or whose clock has jumped, comes back to a journal that its reader may have removed.
    if (this.journal.rest(this.now)) this.resetLeft();
    const hourAt = this.now - (this.now % HOUR_MS);
    if (hourAt !== this.hourAt) {
      this.hourAt = hourAt;
      this.tallies.clear();
      this.journal.turnPage();
      this.resetLeft();
    }
    this.isTurn = true;
    process.nextTick(this.flush);
  }

  /** No object is made for the look: most answers are counted by what is there. */
  private tallyOf(
    { organizationId, address }: Caller,
    apiKeyId: string,
    secretNumber: number,
    operation: UsedOperation,
    userAgent: string,
  ): Tally {
    let tally = this.tallies.get(apiKeyId) ?? null;
    while (tally !== null && !tally.is(secretNumber, operation, address, userAgent)) tally = tally.next;
    if (tally === null) {
      return this.newTally({ apiKeyId, organizationId, secretNumber, operation, address, userAgent });
    }
    tally.seenAt(this.now);
    return tally;
  }

  /** Those that are forgotten are written all the same; the same use is counted beside them from now on. */
  private newTally(subject: TallySubject): Tally {
    if (this.tallies.size >= MAX_KEYS) this.tallies.clear();
    const first = this.tallies.get(subject.apiKeyId) ?? null;
    const tally = new Tally(subject, this.hourAt, this.now);
    tally.next = lengthOf(first) < MAX_OF_KEY ? first : null;
    this.tallies.set(subject.apiKeyId, tally);
    return tally;
  }

  private write(dirty: readonly Tally[]): void {
    const written = this.journal.write(dirty, this.hourAt, this.now);
    if (written === 'GROWN' || written === 'REPLACED') {
      for (const tally of dirty) tally.keepDurable();
    } else if (written === 'LOST') {
      // A part of them may be there all the same: what is counted twice is worse than a gap.
      this.backlog.noteGap(...this.timeOfPage(dirty));
    } else for (const tally of dirty) this.backlog.add(tally.left(), tally.subject.operation);
    for (const tally of dirty) tally.isDirty = false;
    if (written === 'GROWN') return;
    if (written !== 'REPLACED') for (const tally of dirty) tally.reset();
    this.resetLeft();
  }

  private timeOfPage(dirty: readonly Tally[]): [fromAt: number, toAt: number] {
    return [Math.min(this.now, ...dirty.map(({ firstUsedAt }) => firstUsedAt)), this.now];
  }

  /** Has tallies begin anew whose line is over. */
  private resetLeft(): void {
    for (const tally of this.journal.takeLeft()) if (tally.place < 0) tally.reset();
  }
}

function lengthOf(first: Tally | null): number {
  let length = 0;
  for (let tally = first; tally !== null; tally = tally.next) length += 1;
  return length;
}
