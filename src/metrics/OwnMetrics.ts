import { EventLoopWatch } from './EventLoopWatch';
import { type GaugeReaders, Gauges, type ReportFailure } from './Gauges';
import type { Meter } from './Meter';
import type { Metric } from './Metric';
import { ProcessReader } from './ProcessReader';
import { countsOf, type Readings } from './Readings';

/** Whose gauges a process tells: its own alone, or those of the program and the database, too. */
export type GaugeShare = 'OWN' | 'ALL';

/** The metrics of one process. */
export class OwnMetrics {
  private readonly gauges: Gauges;
  private readonly eventLoop: EventLoopWatch;
  private readonly process = new ProcessReader();

  /** @param report is told why a gauge could not be read */
  constructor(
    private readonly meter: Meter,
    readers: GaugeReaders,
    private readonly share: GaugeShare,
    report: ReportFailure,
  ) {
    this.gauges = new Gauges(readers, report);
    this.eventLoop = new EventLoopWatch(meter);
    this.eventLoop.start();
  }

  /** What only grows: cheap enough to be told again and again. */
  async counts(): Promise<Readings> {
    return countsOf({ ...(await this.process.read(({ type }) => type !== 'gauge')), ...this.meter.read() });
  }

  /** Everything. */
  async read(): Promise<Readings> {
    const isTold = ({ toldBy }: Metric): boolean => this.share === 'ALL' || toldBy === 'EACH';
    const gauges = await this.gauges.read(isTold);
    // After the gauges, which may take long: no count is older than one that was told meanwhile.
    return { ...gauges, ...(await this.process.read(isTold)), ...this.meter.read() };
  }

  /** Watches no longer. */
  stop(): void {
    this.eventLoop.stop();
  }
}
