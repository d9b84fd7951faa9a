import { isMetricsQuestion, type MetricsReport } from './MetricsReport';
import type { ServingHere } from './serveHere';

/** Units: milliseconds between two reports: a worker that is killed takes so much with it. */
const TELL_EVERY_MS = 1_000;

/**
 * Has a worker tell its primary what it counts: again and again, when it is asked, and at its end.
 * Shape: what serves, which tells the last counts once it has stopped. Source: decision 111.
 */
export function tellMetrics(serving: ServingHere): { readonly serving: ServingHere; start(): void } {
  const { metrics } = serving;
  if (metrics === null) return { serving, start: () => undefined };
  const tellCounts = async (): Promise<void> => tell({ readings: await metrics.counts(), round: null });
  let timer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      process.on('message', (message) => {
        if (!isMetricsQuestion(message)) return;
        void metrics.read().then((readings) => tell({ readings, round: message.metricsRound }));
      });
      timer = setInterval(() => void tellCounts(), TELL_EVERY_MS).unref();
      void tellCounts();
    },
    serving: {
      ...serving,
      close: async () => {
        await serving.close();
        clearInterval(timer);
        await tellCounts();
      },
    },
  };
}

/** Resolves once it is sent, or cannot be: then the primary has ended, and this process will. */
function tell(metricsReport: MetricsReport['metricsReport']): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) return resolve();
    process.send({ metricsReport } satisfies MetricsReport, undefined, undefined, () => resolve());
  });
}
