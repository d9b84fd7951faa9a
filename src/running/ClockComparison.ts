import type { Clock } from '../clock';
import type { Database } from '../database/Database';
import type { Job } from '../jobs/Job';
import type { Log } from '../log';

/** Units: milliseconds from which on a difference is told, and from which on a process is not ready. */
const TOLD_MS = 5_000;
const MAX_MS = 60_000;

const NEWEST_ROW = 'SELECT "at" FROM "audit_event" ORDER BY "id" DESC LIMIT 1';

/** How far a clock is from another. Units: milliseconds, at least; more than 0 where it is ahead. */
type Difference = number;

type State = 'RIGHT' | 'WRONG' | 'TOO_WRONG';

/**
 * Compares the clock of this process with that of PostgreSQL, which all processes share: by a wrong one keys and tokens
 * end too late or too early. On SQLite every process has the clock of the machine. There a clock that was set back is told
 * by what was written before. Source: decision 072.
 */
export class ClockComparison implements Job {
  readonly name = 'compare-clocks';
  readonly everyMs = 60_000;
  readonly isForOne = false;
  /** Why no request should come here; null where nothing is known of that. */
  fault: string | null = null;
  private state: State = 'RIGHT';

  constructor(
    private readonly database: Pick<Database, 'engine' | 'sql' | 'now'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async run(): Promise<void> {
    if (this.database.engine === 'postgres') this.judge(await this.differenceFromDatabase(), TO_DATABASE, MAX_MS);
    else this.judge(await this.timeSetBack(), TO_PAST, Number.POSITIVE_INFINITY);
  }

  /** The database may have read its clock at any moment between question and answer. */
  private async differenceFromDatabase(): Promise<Difference> {
    const [askedAt, begin] = [this.clock(), performance.now()];
    const there = await this.database.now();
    const tripMs = performance.now() - begin;
    const difference = askedAt + tripMs / 2 - there;
    return Math.sign(difference) * Math.max(Math.abs(difference) - tripMs / 2, 0);
  }

  private async timeSetBack(): Promise<Difference> {
    const [newest] = await this.database.sql<{ at: number }>(NEWEST_ROW, []);
    return newest ? Math.min(this.clock() - newest.at, 0) : 0;
  }

  private judge(difference: Difference, tell: (seconds: number) => string, maxMs: number): void {
    const ms = Math.abs(difference);
    const state = ms > maxMs ? 'TOO_WRONG' : ms > TOLD_MS ? 'WRONG' : 'RIGHT';
    const sentence = tell(Math.round(difference / 1_000));
    this.fault = state === 'TOO_WRONG' ? sentence : null;
    if (state === this.state) return;
    this.state = state;
    if (state === 'RIGHT') this.log.info('the clock of this server is right again');
    else this.log[state === 'WRONG' ? 'warn' : 'error']({ milliseconds: Math.round(difference) }, sentence);
  }
}

const TO_DATABASE = (seconds: number): string =>
  `The clock of this server is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} that of the database: set both by NTP.`;

const TO_PAST = (seconds: number): string =>
  `The clock of this machine was set back: it is ${-seconds} seconds behind the newest row of the audit log, and what has ended since may work again. Set it right.`;
