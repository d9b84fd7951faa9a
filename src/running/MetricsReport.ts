import type { Readings } from '../metrics/Readings';

/** What a worker tells its primary of its metrics. */
export interface MetricsReport {
  readonly metricsReport: {
    readonly readings: Readings;
    /** Of the question that it answers; null where nobody asked. */
    readonly round: number | null;
  };
}

/** What the primary asks its workers. */
export interface MetricsQuestion {
  readonly metricsRound: number;
}

/** Whether a message of a worker is such a report. */
export function isMetricsReport(message: unknown): message is MetricsReport {
  return typeof message === 'object' && message !== null && 'metricsReport' in message;
}

/** Whether a message of the primary is such a question. */
export function isMetricsQuestion(message: unknown): message is MetricsQuestion {
  return typeof message === 'object' && message !== null && 'metricsRound' in message;
}
