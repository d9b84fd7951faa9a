import { type Clock, DAY_MS } from '../clock';
import { newId } from '../id';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import { chunksOf } from '../storage/chunksOf';
import type { Backlog } from './Backlog';
import type { UsageRecorder } from './UsageRecorder';
import type { UsageTables, UsageWrite } from './UsageTables';

/** Units: uses of one transaction. */
const MAX_USES = 400;

const NO_ROOM = 'Use was not all counted: more waited in memory than there was room for.';

/**
 * Writes into the database what no journal holds: all of it where there are no journals, otherwise what came while they could
 * not be written. A process that is killed loses what waits.
 */
export class BacklogDrain implements Job {
  readonly name = 'write-usage';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  /** As the id of a journal: it counts the writes. */
  private id = '';
  private writeCount = 0;
  /** Units: epoch milliseconds. */
  private takenAt = Number.NEGATIVE_INFINITY;
  private pending: UsageWrite[] = [];
  private draining: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly recorder: UsageRecorder,
    private readonly backlog: Backlog,
    private readonly tables: UsageTables,
    private readonly reportLoss: ReportLoss,
  ) {}

  run(): Promise<void> {
    this.recorder.rest();
    return this.flush();
  }

  /** Writes what waits. Resolves when it is written, or its failure was reported. */
  flush(): Promise<void> {
    this.draining = this.draining.then(() =>
      this.drain().catch((err: unknown) => this.reportLoss('the use of keys could not be written down yet', { err })),
    );
    return this.draining;
  }

  private async drain(): Promise<void> {
    if (this.pending.length === 0) this.pending = this.taken();
    for (let write = this.pending[0]; write; write = this.pending[0]) {
      // Where the mark has moved, a try whose answer was lost has written it.
      await this.tables.write(write, this.clock());
      this.pending.shift();
    }
  }

  /** What is to be written, each with a mark of its own: nothing is written twice. */
  private taken(): UsageWrite[] {
    if (this.backlog.isEmpty) return [];
    this.renewId();
    const { uses, operations, gap } = this.backlog.take();
    const parts = uses.length === 0 ? [[]] : [...chunksOf(uses, MAX_USES)];
    return parts.map((some, index) => {
      const from = this.writeCount === 0 ? null : this.mark();
      this.writeCount += 1;
      const move = { journal: this.id, from, to: this.mark() };
      return { move, uses: some, operations, gap: index === 0 && gap ? { ...gap, reason: NO_ROOM } : null };
    });
  }

  /** Its marks are swept once nothing was written for long: then it begins anew, or each write would seem to be written already. */
  private renewId(): void {
    const now = this.clock();
    if (Math.abs(now - this.takenAt) > DAY_MS) {
      this.id = newId(now);
      this.writeCount = 0;
    }
    this.takenAt = now;
  }

  private mark(): { byteCount: number; counted: string } {
    return { byteCount: this.writeCount, counted: '' };
  }
}
