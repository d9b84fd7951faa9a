import type { Clock } from './clock';
import type { Log } from './log';

/** How many lines there are at most. Units: milliseconds of a span; lines within it. */
export interface LineRate {
  readonly spanMs: number;
  readonly maxLines: number;
}

/** The rate of a line that has one cause: once in ten minutes. */
export const ONE_CAUSE: LineRate = { spanMs: 600_000, maxLines: 1 };

/** Warns of what may happen with every request: of each cause once in a span, and of so many causes. */
export class RareLines {
  private readonly told = new Set<string>();
  private endsAt = 0;
  private leftOutCount = 0;

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly rate: LineRate,
  ) {}

  /** Writes the line, unless its cause was told in this span, or too many others were: those are counted in the next line. */
  warn(cause: string, details: Readonly<Record<string, unknown>>, message: string): void {
    const now = this.clock();
    // Also where the clock was set back: it would be silent for as long.
    if (now >= this.endsAt || now < this.endsAt - this.rate.spanMs) {
      this.told.clear();
      this.endsAt = now + this.rate.spanMs;
    }
    if (this.told.has(cause)) return;
    if (this.told.size >= this.rate.maxLines) {
      this.leftOutCount += 1;
      return;
    }
    this.told.add(cause);
    const leftOutCount = this.leftOutCount;
    this.leftOutCount = 0;
    this.log.warn(leftOutCount > 0 ? { ...details, leftOutCount } : details, message);
  }
}
