import type { Caller, Origin } from '../access/Caller';
import type { Clock } from '../clock';
import type { Changes } from '../events/Changes';
import { changesBetween } from '../events/changesBetween';
import type { EventActor, EventOutcome, Happened } from '../events/Happened';
import { newId } from '../id';
import type { Job } from '../jobs/Job';
import { networkOf } from '../limits/networkOf';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';
import { type DeniedCaller, type MergedRefusal, RefusalCounts, type RefusedKey } from './RefusalCounts';

/** What is counted apart: wrong secrets take no room of right ones. */
type RefusalOutcome = Exclude<EventOutcome, 'SUCCESS'>;

/** Takes some of what was counted. */
type Take = <Key extends RefusedKey>(counts: RefusalCounts<Key>) => MergedRefusal<Key>[];

/** What stands for an address where refusals of several networks are one event. */
const SEVERAL = 'several';

/**
 * Counts credentials that named a key and were refused. A job of each process writes the counts down a moment later: no
 * request waits for it, and none can be told from another by its time.
 * Source: decision 077.
 */
export class KeyRefusals implements Job {
  readonly name = 'write-key-refusals';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private readonly counts: Readonly<Record<RefusalOutcome, RefusalCounts>> = {
    REFUSED: new RefusalCounts(),
    ATTEMPTED: new RefusalCounts(),
  };
  private readonly denials = new RefusalCounts<DeniedCaller>();
  /** What was taken to be written, and is not known to be. No more is taken until it is. */
  private unwritten: readonly Happened[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly reportLoss: ReportLoss,
  ) {}

  /** A wrong secret came with the lookup id of a key: all that is known is that it was attempted. */
  attempted(key: RefusedKey, origin: Origin, now: number): void {
    this.count('ATTEMPTED', key, origin, now);
  }

  /** The right secret came with a key that no longer works. */
  refused(key: RefusedKey, origin: Origin, now: number): void {
    this.count('REFUSED', key, origin, now);
  }

  /** A caller asked for what it has no permission for. Source: decision 108. */
  denied(caller: Caller, requiredScopes: string): void {
    const { kind, id, organizationId, processId, name, address, requestId, userAgent = null } = caller;
    if (kind === 'OPERATOR' || id === null) return;
    const key = { kind, id, organizationId, processId, name, requiredScopes };
    this.denials.add({ key, network: networkOf(address), address, requestId, userAgent, at: this.clock() });
  }

  /** Writes down what is due. */
  run(now: number): Promise<void> {
    return this.inTurn(() => this.write((counts) => counts.takeDue(now)));
  }

  /** Writes down everything, and resolves when it is written, or its loss was reported. */
  flush(): Promise<void> {
    return this.inTurn(async () => {
      if (this.unwritten.length > 0) await this.write(() => []);
      await this.write((counts) => counts.takeAll(this.clock()));
    });
  }

  private count(
    outcome: RefusalOutcome,
    key: RefusedKey,
    { address, requestId, userAgent = null }: Origin,
    at: number,
  ): void {
    const { id, organizationId, processId, name } = key; // The rest of the row is not kept.
    const refused = { id, organizationId, processId, name };
    this.counts[outcome].add({ key: refused, network: networkOf(address), address, requestId, userAgent, at });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.writing = this.writing.then(work);
    return this.writing;
  }

  private async write(take: Take): Promise<void> {
    if (this.unwritten.length === 0) {
      const refused = (['REFUSED', 'ATTEMPTED'] as const).flatMap((outcome) =>
        take(this.counts[outcome]).map((merged) => eventOf(outcome, merged)),
      );
      this.unwritten = [...refused, ...take(this.denials).map(denialOf)];
    }
    if (this.unwritten.length === 0) return;
    try {
      await this.storage.write((transaction) => this.changes.tell(transaction, this.unwritten));
      this.unwritten = [];
    } catch (error) {
      const details = { err: error, eventCount: this.unwritten.length };
      this.reportLoss('refused credentials could not be written down yet', details);
    }
  }
}

function eventOf(outcome: RefusalOutcome, refusal: MergedRefusal): Happened {
  const actor = actorOf(outcome, refusal.key);
  return { ...mergedEvent(refusal), event: 'api_key.refused', actor, outcome, changes: [], codes: ['UNAUTHENTICATED'] };
}

function denialOf(denial: MergedRefusal<DeniedCaller>): Happened {
  const { key } = denial;
  const event = key?.kind === 'MEMBER' ? 'member.denied' : 'api_key.denied';
  const actor = { kind: key?.kind ?? 'API_KEY', id: key?.id ?? null, name: key?.name ?? 'several callers' };
  const changes = changesBetween(event, {}, key ?? {});
  return { ...mergedEvent(denial), event, actor, outcome: 'REFUSED', changes, codes: ['FORBIDDEN'] };
}

/** What equal refusals have in common that are one event. Shape: `target` as in `Happened`. */
function mergedEvent(refusal: MergedRefusal) {
  const { organizationId, key, address, requestId, userAgent, firstAt, lastAt, count } = refusal;
  const origin = { address: address ?? SEVERAL, requestId, userAgent };
  return { id: newId(lastAt), at: lastAt, organizationId, target: key, origin, merged: { count, firstAt } };
}

/** The holder of the right secret counts as the key. */
function actorOf(outcome: RefusalOutcome, key: RefusedKey | null): EventActor {
  if (outcome === 'ATTEMPTED') return { kind: 'ANONYMOUS', id: null, name: 'anonymous' };
  return { kind: 'API_KEY', id: key?.id ?? null, name: key?.name ?? 'several API keys' };
}
