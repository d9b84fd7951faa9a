import type { LogLevel } from '../errors';
import { FailureLines } from '../FailureLines';
import type { Log, ReportLoss } from '../log';
import type { RunSql } from '../storage/Storage';
import { failureOf } from './failures';

/** Units: milliseconds between two questions to a database that did not answer. */
const ASK_AGAIN_MS = 500;
/** Units: milliseconds without a failure after which an outage is over: connections may break one after the other. */
const QUIET_MS = 1_000;

/** An outage that is on. Units: milliseconds of `performance.now()`. */
interface Ongoing {
  readonly since: number;
  lastFailureAt: number;
  failureCount: number;
}

/**
 * Writes failures to the log. Of an outage of the database there are two lines, when it begins and when it is over, however
 * much fails in between. One of each server process.
 */
export class Outage {
  private readonly lines: FailureLines;
  private ongoing: Ongoing | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** @param sql by which the database is asked whether it answers again */
  constructor(
    private readonly sql: RunSql,
    private readonly log: Log,
  ) {
    this.lines = new FailureLines(log, () => performance.now());
  }

  /** Writes down what failed, unless it belongs to an outage of which the log tells already. Shape: `err` is the cause. */
  readonly report = (level: LogLevel, details: Readonly<Record<string, unknown>>, message: string): void => {
    if (this.isPartOfOutage(details)) this.count(details, message);
    else this.lines.write(level, details, message);
  };

  /** The same, for whoever could not keep records. */
  readonly reportLoss: ReportLoss = (message, details) => this.report('error', details, message);

  /** Asks no longer. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private count(details: Readonly<Record<string, unknown>>, message: string): void {
    const now = performance.now();
    if (this.ongoing === null) {
      const told = 'the database cannot answer: what fails until it does is counted';
      this.log.error({ ...details, failed: message }, told);
      this.ongoing = { since: now, lastFailureAt: now, failureCount: 0 };
      this.askLater();
    }
    this.ongoing.lastFailureAt = now;
    this.ongoing.failureCount += 1;
  }

  /** What is put off because others wait too long is a failure of the same outage, where there is one. */
  private isPartOfOutage({ err, code }: Readonly<Record<string, unknown>>): boolean {
    return failureOf(err) !== 'FAULT' || (this.ongoing !== null && code === 'SERVICE_UNAVAILABLE');
  }

  private askLater(): void {
    if (!this.isStopped) this.timer = setTimeout(() => void this.ask(), ASK_AGAIN_MS).unref();
  }

  private async ask(): Promise<void> {
    try {
      await this.sql('SELECT 1 AS "found"', []);
      this.answered();
    } catch {
      // It does not answer yet.
    }
    if (this.ongoing !== null) this.askLater();
  }

  private answered(): void {
    if (this.ongoing === null || performance.now() - this.ongoing.lastFailureAt < QUIET_MS) return;
    const { since, lastFailureAt, failureCount } = this.ongoing;
    const seconds = Math.round((lastFailureAt - since) / 100) / 10;
    this.ongoing = null;
    this.log.warn({ failureCount, seconds }, 'the database answers again');
  }
}
