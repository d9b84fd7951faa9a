import type { Origin } from '../access/Caller';
import type { Changes } from '../events/Changes';
import type { EventActor, EventOutcome, Happened } from '../events/Happened';
import { newId } from '../id';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';
import type { ApiKey } from './ApiKey';

/** Units: events that wait to be written; more are counted in the log, and dropped. */
const MAX_WAITING = 1_000;
/** Units: writes that may fail in a row before what waits is given up. */
const MAX_FAILURES = 60;

/** The key that a refused credential named. */
type RefusedKey = Pick<ApiKey, 'id' | 'organizationId' | 'name'>;

/**
 * Remembers that keys were named by a credential that was refused. A job of each process writes it down a moment later: no
 * request waits for it, and none can be told from another by its time.
 */
export class KeyRefusals implements Job {
  readonly name = 'write-key-refusals';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private events: Happened[] = [];
  private droppedCount = 0;
  private failureCount = 0;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    private readonly changes: Changes,
    private readonly reportLoss: ReportLoss,
  ) {}

  /** A wrong secret came with the lookup id of a key: all that is known is that it was attempted. */
  attempted(key: RefusedKey, origin: Origin, now: number): void {
    this.record('ATTEMPTED', { kind: 'ANONYMOUS', id: null, name: 'anonymous' }, key, origin, now);
  }

  /** The right secret came with a key that no longer works. */
  refused(key: RefusedKey, origin: Origin, now: number): void {
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
    key: RefusedKey,
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

  /** What could not be written waits for the next time, as far as there is room. */
  private takeBack(events: readonly Happened[]): void {
    this.events = [...events, ...this.events].slice(0, MAX_WAITING);
  }

  private async write(): Promise<void> {
    const [events, droppedCount] = [this.events, this.droppedCount];
    this.events = [];
    this.droppedCount = 0;
    if (droppedCount > 0) this.reportLoss('refused credentials were not audited: too many at once', { droppedCount });
    if (events.length === 0) return;
    try {
      await this.storage.write((transaction) => this.changes.tell(transaction, events));
      this.failureCount = 0;
    } catch (error) {
      this.failureCount += 1;
      this.reportLoss('refused credentials could not be audited', { err: error, eventCount: events.length });
      if (this.failureCount < MAX_FAILURES) this.takeBack(events);
    }
  }
}
