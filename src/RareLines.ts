import type { Clock } from './clock';
import type { LogLevel } from './errors';
import type { Log } from './log';

/** How many lines there are at most. Units: milliseconds of a span; lines within it. */
export interface LineRate {
  readonly spanMs: number;
  readonly maxLines: number;
}

/** The rate of a line that has one cause: once in ten minutes. */
export const ONE_CAUSE: LineRate = { spanMs: 600_000, maxLines: 1 };

/** The level of such a line. */
type LineLevel = Exclude<LogLevel, 'debug'>;

/** Tells of what may happen with every request: of each cause once in a span, and of so many causes. */
export class RareLines {
  private readonly told = new Set<string>();
  private endsAt = 0;
  private leftOutCount = 0;

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly rate: LineRate,
  ) {}

  /** Warns, as `write` does. */
  warn(cause: string, details: Readonly<Record<string, unknown>>, message: string): boolean {
    return this.write('warn', cause, details, message);
  }

  /**
   * Writes the line, unless its cause was told in this span, or too many others were: those are counted in the next line.
   * Shape: whether it was written.
   */
  write(level: LineLevel, cause: string, details: Readonly<Record<string, unknown>>, message: string): boolean {
    const now = this.clock();
    // Also where the clock was set back: it would be silent for as long.
    if (now >= this.endsAt || now < this.endsAt - this.rate.spanMs) {
      this.told.clear();
      this.endsAt = now + this.rate.spanMs;
    }
    if (this.told.has(cause)) return false;
    if (this.told.size >= this.rate.maxLines) {
      this.leftOutCount += 1;
      return false;
    }
    this.told.add(cause);
    const leftOutCount = this.leftOutCount;
    this.leftOutCount = 0;
    this.log[level](leftOutCount > 0 ? { ...details, leftOutCount } : details, message);
    return true;
  }
}
