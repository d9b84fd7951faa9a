import type { Writable } from 'node:stream';
import type { DestinationStream } from 'pino';
import { endNow } from './endNow';

/** Units: bytes that wait for a reader who does not keep up; lines beyond them are dropped. */
const MAX_WAITING_BYTES = 1_048_576;

/** Units: milliseconds that the last lines are given to be read before the process ends. */
const LAST_WORDS_MS = 1_000;

/**
 * Where the log's lines go. A log that cannot be written stops nothing: its reader may leave, stop reading, or keep it on a
 * full disk. The operator is told of the first failure on standard error. The log itself says how many lines it lacks.
 */
export class LogStream implements DestinationStream {
  private droppedCount = 0;
  private isFailing = false;

  /** @param tell says a sentence where the log cannot say it */
  constructor(
    private readonly stream: Writable,
    private readonly tell: (sentence: string) => void,
  ) {}

  /** Writes a line, or drops it. */
  write(line: string): void {
    if (this.stream.writableLength > MAX_WAITING_BYTES) {
      this.droppedCount += 1;
      return;
    }
    const gap = this.droppedCount === 0 ? '' : gapOf(this.droppedCount);
    this.droppedCount = 0;
    this.stream.write(gap + line, (error) => this.note(error ?? null));
  }

  /** Ends the process once its last lines are read, or after a second where nobody reads them. */
  exit(code: number): void {
    this.afterLastWords(() => process.exit(code));
  }

  /** The same, with 1, for a process that did not end by itself: no thread holds its end up. */
  kill(): void {
    this.afterLastWords(endNow);
  }

  /** Lets the process end by itself, a second later at most where nobody reads its last lines. */
  finish(): void {
    const endUnread = (): void => {
      if (this.stream.writableLength > 0) process.exit();
    };
    setTimeout(endUnread, LAST_WORDS_MS).unref();
  }

  private afterLastWords(end: () => void): void {
    if (this.stream.writableLength === 0) end();
    setTimeout(end, LAST_WORDS_MS);
    this.stream.write('', end);
  }

  private note(error: Error | null): void {
    if (error && !this.isFailing)
      this.tell(`The log cannot be written: ${error.message}. The server goes on without it.`);
    this.isFailing = error !== null;
  }
}

/** Where the log of this process goes. */
export const standardLog = new LogStream(process.stdout, (sentence) => void process.stderr.write(`${sentence}\n`));

function gapOf(droppedCount: number): string {
  const line = { level: 40, time: new Date().toISOString(), droppedCount, msg: 'lines of the log were dropped' };
  return `${JSON.stringify(line)}\n`;
}
