import type { Meter } from './Meter';

/** Units: milliseconds between two looks. */
const SPAN_MS = 50;

/**
 * Counts how late a timer fires. What a request waits for a busy event loop is the same. Node's own
 * `monitorEventLoopDelay` tells quantiles, which cannot be added up over processes.
 */
export class EventLoopWatch {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly meter: Pick<Meter, 'eventLoopDelay'>) {}

  /** Begins to watch. It keeps no process from ending. */
  start(): void {
    let last = performance.now();
    this.timer = setInterval(() => {
      const now = performance.now();
      this.meter.eventLoopDelay(Math.max(0, now - last - SPAN_MS) / 1_000);
      last = now;
    }, SPAN_MS).unref();
  }

  /** Watches no longer. */
  stop(): void {
    clearInterval(this.timer);
  }
}
