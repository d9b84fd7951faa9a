import type { Clock } from './clock';
import type { LogLevel } from './errors';
import type { Log } from './log';
import { type LineRate, RareLines } from './RareLines';

/** As many lines of one kind as somebody reads, or more. Units: milliseconds; lines. */
const RATE: LineRate = { spanMs: 60_000, maxLines: 60 };

/**
 * Writes failures to the log, of each kind so many in a minute. The next line says how many were left out. A stranger can
 * cause any number of failures.
 * Source: decision 078.
 */
export class FailureLines {
  /** By what is constant of a line: its message, and the code of the catalogue. */
  private readonly kinds = new Map<string, RareLines>();
  private count = 0;

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /** Writes the line, or counts it. At "debug" every line is written. */
  write(level: LogLevel, details: Readonly<Record<string, unknown>>, message: string): void {
    if (level === 'debug') this.log.debug(details, message);
    else this.writeOneOfMany(level, details, message);
  }

  private writeOneOfMany(
    level: Exclude<LogLevel, 'debug'>,
    details: Readonly<Record<string, unknown>>,
    message: string,
  ): void {
    const kind = JSON.stringify([message, details.code]);
    const lines = this.kinds.get(kind) ?? new RareLines(this.log, this.clock, RATE);
    this.kinds.set(kind, lines);
    this.count += 1;
    lines.write(level, String(this.count), details, message);
  }
}
