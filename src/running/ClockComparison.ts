import type { Clock } from '../clock';
import type { Database } from '../database/Database';
import type { Job } from '../jobs/Job';
import type { Log } from '../log';
import { type JudgedClock, judgeClock } from './judgeClock';

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
  private state: JudgedClock['state'] = 'RIGHT';

  constructor(
    private readonly database: Pick<Database, 'engine' | 'sql' | 'now'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async run(): Promise<void> {
    const { state, difference, sentence } = await judgeClock(this.database, this.clock);
    this.fault = state === 'TOO_WRONG' ? sentence : null;
    if (state === this.state) return;
    this.state = state;
    if (state === 'RIGHT') this.log.info('the clock of this server is right again');
    else this.log[state === 'WRONG' ? 'warn' : 'error']({ milliseconds: Math.round(difference) }, sentence);
  }
}
