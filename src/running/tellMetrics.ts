import { setTimeout as delay } from 'node:timers/promises';
import type { Readings } from '../metrics/Readings';
import { isMetricsQuestion, type MetricsReport } from './MetricsReport';
import type { ServingHere } from './serveHere';

/** Units: milliseconds between two reports: a worker that is killed takes so much with it. */
const TELL_EVERY_MS = 1_000;
/** Units: milliseconds that the last report may take: a primary that is stuck holds up no stop. */
const LAST_REPORT_MS = 1_000;

/**
 * Has a worker tell its primary what it counts: again and again, when it is asked, and at its end.
 * Shape: what serves, which tells the last counts once it has stopped. Source: decision 111.
 */
export function tellMetrics(serving: ServingHere): { readonly serving: ServingHere; start(): void } {
  const { metrics } = serving;
  if (metrics === null) return { serving, start: () => undefined };
  const tellCounts = (): Promise<void> => tell(metrics.counts(), null);
  let timer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      process.on('message', (message) => {
        if (isMetricsQuestion(message)) void tell(metrics.read(), message.metricsRound);
      });
      timer = setInterval(unlessRunning(tellCounts), TELL_EVERY_MS).unref();
      void tellCounts();
    },
    serving: {
      ...serving,
      close: async () => {
        await serving.close();
        clearInterval(timer);
        await Promise.race([tellCounts(), delay(LAST_REPORT_MS, undefined, { ref: false })]);
      },
    },
  };
}

/** Reports that a primary does not read do not pile up. */
function unlessRunning(work: () => Promise<void>): () => void {
  let isRunning = false;
  return () => {
    if (isRunning) return;
    isRunning = true;
    void work().finally(() => {
      isRunning = false;
    });
  };
}

/** Resolves once it is sent, or cannot be: the primary goes on with what it was told last. */
async function tell(reading: Promise<Readings>, round: number | null): Promise<void> {
  const readings = await reading.catch(() => null); // What cannot be read ends no worker.
  if (readings === null) return;
  await new Promise<void>((resolve) => {
    if (!process.connected || !process.send) return resolve();
    process.send({ metricsReport: { readings, round } } satisfies MetricsReport, undefined, undefined, () => resolve());
  });
}
