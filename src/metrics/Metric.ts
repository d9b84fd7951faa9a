/** A metric of the list, with what is made from it. */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** What it counts. Shape: a sentence. */
  readonly help: string;
  /** Every set of labels that it ever has, in the order of its cells. */
  readonly series: readonly Labels[];
  /** The upper bounds of a histogram's buckets, without the last one, which takes everything. */
  readonly buckets?: readonly number[];
  /**
   * Of a gauge: `EACH` process has its own, and they are added up; or `ONE` process tells it for all, since it tells of the
   * database or of the program.
   */
  readonly toldBy: 'EACH' | 'ONE';
  readonly panel: Panel;
  readonly alert?: Alert;
}

/** Labels of a series. */
export type Labels = Readonly<Record<string, string>>;

/** How a dashboard shows a metric. */
export interface Panel {
  readonly title: string;
  /** Shape: a unit of Grafana. */
  readonly unit: 'short' | 's' | 'bytes' | 'reqps' | 'cps' | 'percentunit';
  /** `RATE` of a counter, `QUANTILES` of a histogram, `LEVEL` of a gauge, `AGE` of an instant. */
  readonly form: 'RATE' | 'QUANTILES' | 'LEVEL' | 'AGE';
  /** The labels that are told apart. */
  readonly by: readonly string[];
}

/** When somebody should look. */
export interface Alert {
  readonly name: string;
  /** Shape: PromQL. It names metrics of the list alone. */
  readonly expression: string;
  /** How long the expression holds before anybody is told. Shape: a duration of Prometheus. */
  readonly lastsFor: string;
  readonly severity: 'warning' | 'critical';
  readonly sentence: string;
  readonly remedy: string;
}
