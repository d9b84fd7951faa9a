import { setTimeout as delay } from 'node:timers/promises';
import { type GaugeName, METRIC_NAMES, metricOf } from './METRICS';
import type { Labels, Metric } from './Metric';
import type { Readings } from './Readings';

/** The value of one series. */
export interface GaugeValue {
  readonly labels: Labels;
  readonly value: number;
}

/** Reads a gauge. Shape: the number of a gauge without labels; otherwise series, of which those left out are 0. */
export type ReadGauge = () => GaugeReading | Promise<GaugeReading>;
type GaugeReading = number | readonly GaugeValue[];

/** Gauges, each with the function that reads it when the page is asked for. A gauge without a reader is no part of the page. */
export type GaugeReaders = Readonly<Partial<Record<GaugeName, ReadGauge>>>;

/** Is told why a gauge could not be read. */
export type ReportFailure = (name: GaugeName, error: unknown) => void;

/** Units: milliseconds after which a gauge that was not read is left out. */
const PATIENCE_MS = 1_000;

/** Reads the gauges of one process. */
export class Gauges {
  /** Readings that are under way. One that hangs is not begun again. */
  private readonly running = new Map<GaugeName, Promise<readonly number[] | null>>();

  constructor(
    private readonly readers: GaugeReaders,
    private readonly report: ReportFailure,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** Reads gauges. What fails or takes too long is left out: it is unknown, and never 0. */
  async read(isWanted: (metric: Metric) => boolean): Promise<Readings> {
    const names = METRIC_NAMES.filter(isGauge).filter((name) => isWanted(metricOf(name)));
    const entries = await Promise.all(names.map(async (name) => [name, await this.inTime(name)] as const));
    return Object.fromEntries(entries.filter(([, cells]) => cells !== null));
  }

  private inTime(name: GaugeName): Promise<readonly number[] | null> {
    const read = this.readers[name];
    if (!read) return Promise.resolve(null);
    const reading = this.running.get(name) ?? this.begin(name, read);
    return Promise.race([reading, delay(this.patienceMs, null, { ref: false })]);
  }

  private begin(name: GaugeName, read: ReadGauge): Promise<readonly number[] | null> {
    const reading = this.cellsOf(name, read).finally(() => this.running.delete(name));
    this.running.set(name, reading);
    return reading;
  }

  private async cellsOf(name: GaugeName, read: ReadGauge): Promise<readonly number[] | null> {
    try {
      return toCells(name, await read());
    } catch (error) {
      this.report(name, error);
      return null;
    }
  }
}

function isGauge(name: (typeof METRIC_NAMES)[number]): name is GaugeName {
  return metricOf(name).type === 'gauge';
}

/** Errors: an `Error` for labels that are not in the list: nobody can make a series that is not there. */
function toCells(name: GaugeName, reading: GaugeReading): readonly number[] {
  const { series } = metricOf(name);
  const values = typeof reading === 'number' ? [{ labels: {}, value: reading }] : reading;
  const cells = series.map(() => 0);
  for (const { labels, value } of values) {
    const place = series.findIndex((each) => isSame(each, labels));
    if (place < 0) throw new Error(`${name} has no series ${JSON.stringify(labels)}.`);
    cells[place] = value;
  }
  return cells;
}

function isSame(one: Labels, other: Labels): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
