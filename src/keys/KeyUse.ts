import type { Origin } from '../access/Caller';
import { failureOf } from '../database/failures';
import type { Changes } from '../events/Changes';
import type { EventActor, EventOutcome, Happened } from '../events/Happened';
import { newId } from '../id';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';
import { LastUses } from './LastUses';

/** Units: milliseconds by which `lastUsedAt` may lag. */
const LAST_USED_LAG_MS = 60_000;
/** Units: events that wait to be written; more are counted, and dropped. */
const MAX_WAITING = 1_000;
/** Units: writes of the same events that may fail in a row, though the database answers, before they are given up. */
const MAX_FAULTS = 60;

interface UsedKey {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly lastUsedAt: number | null;
}

/**
 * Remembers that keys were used, or named by a credential that was refused. A job of each process writes it down a moment
 * later: no request waits for it, and none can be told from another by its time.
 */
export class KeyUse implements Job {
  readonly name = 'write-key-use';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private readonly uses: LastUses;
  private events: Happened[] = [];
  private droppedCount = 0;
  private faultCount = 0;
  private isLossTold = false;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    private readonly changes: Changes,
    private readonly reportLoss: ReportLoss,
  ) {
    this.uses = new LastUses(storage);
  }

  /** A key let its caller in. */
  used(key: UsedKey, now: number): void {
    if (key.lastUsedAt !== null && now - key.lastUsedAt < LAST_USED_LAG_MS) return;
    this.uses.add(key.id, now);
  }

  /** A wrong secret came with the lookup id of a key: all that is known is that it was attempted. */
  attempted(key: UsedKey, origin: Origin, now: number): void {
    this.record('ATTEMPTED', { kind: 'ANONYMOUS', id: null, name: 'anonymous' }, key, origin, now);
  }

  /** The right secret came with a key that no longer works. */
  refused(key: UsedKey, origin: Origin, now: number): void {
    this.record('REFUSED', { kind: 'API_KEY', id: key.id, name: key.name }, key, origin, now);
  }

  run(): Promise<void> {
    return this.flush();
  }

  /** Writes down what waits, and resolves when it is written, or its loss was reported. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  private record(
    outcome: EventOutcome,
    actor: EventActor,
    key: UsedKey,
    { address, requestId }: Origin,
    at: number,
  ): void {
    if (this.events.length >= MAX_WAITING) {
      this.droppedCount += 1;
      return;
    }
    const { organizationId, id, name } = key;
    this.events.push({
      id: newId(at),
      event: 'api_key.refused',
      at,
      organizationId,
      actor,
      target: { id, name },
      outcome,
      changes: [],
      codes: ['UNAUTHENTICATED'],
      origin: { address, requestId },
    });
  }

  private async write(): Promise<void> {
    this.tellDropped();
    await this.writeUses();
    await this.writeEvents();
  }

  /** What is dropped for want of room is told once, until there was room again. */
  private tellDropped(): void {
    const [eventCount, useCount] = [this.droppedCount, this.uses.takeDroppedCount()];
    this.droppedCount = 0;
    const isLoss = eventCount + useCount > 0;
    if (isLoss && !this.isLossTold) {
      this.reportLoss('the use of keys was not all written down', { eventCount, useCount });
    }
    this.isLossTold = isLoss;
  }

  private async writeUses(): Promise<void> {
    const useCount = this.uses.count;
    if (useCount === 0) return;
    try {
      await this.uses.write();
    } catch (error) {
      this.reportLoss('the use of keys could not be written down', { err: error, useCount });
    }
  }

  private async writeEvents(): Promise<void> {
    const { events } = this;
    if (events.length === 0) return;
    this.events = [];
    try {
      await this.storage.write((transaction) => this.changes.tell(transaction, events));
      this.faultCount = 0;
    } catch (error) {
      this.reportLoss('refused credentials could not be audited', { err: error, eventCount: events.length });
      // An outage ends. What is refused by a database that answers may be refused for ever.
      this.faultCount = failureOf(error) === 'FAULT' ? this.faultCount + 1 : 0;
      if (this.faultCount < MAX_FAULTS) this.takeBack(events);
      else this.giveUp(events);
    }
  }

  /** What could not be written waits for the next time, as far as there is room. */
  private takeBack(events: readonly Happened[]): void {
    const all = [...events, ...this.events];
    this.events = all.slice(0, MAX_WAITING);
    this.droppedCount += all.length - this.events.length;
  }

  private giveUp(events: readonly Happened[]): void {
    this.droppedCount += events.length;
    this.faultCount = 0;
  }
}
