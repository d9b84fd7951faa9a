import type { Clock } from './clock';
import type { Log } from './log';

/** Units: milliseconds for which a cause is not told again. */
const SPAN_MS = 600_000;
/** Units: causes that are told within that span. Whoever sends requests may invent causes. */
const MAX_CAUSES = 20;

/** Warns of what may happen with every request: once of each cause, then again after ten minutes. */
export class RareLines {
  private readonly told = new Set<string>();
  private endsAt = 0;

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /** Writes the line, unless its cause was told of late, or too many were. */
  warn(cause: string, details: Readonly<Record<string, unknown>>, message: string): void {
    const now = this.clock();
    if (now >= this.endsAt) {
      this.told.clear();
      this.endsAt = now + SPAN_MS;
    }
    if (this.told.has(cause) || this.told.size >= MAX_CAUSES) return;
    this.told.add(cause);
    this.log.warn(details, message);
  }
}
