import { systemClock } from '../clock';
import type { Database } from '../database/Database';
import type { Log } from '../log';
import type { GaugeReaders } from '../metrics/Gauges';
import type { OwnMetrics } from '../metrics/OwnMetrics';
import { type CompleteConfig, createApp, type JobShare } from './app';
import { openOwnMetrics } from './openOwnMetrics';
import type { Serving } from './Serving';
import { cannotListen } from './urlAt';

/** Units: milliseconds that running requests are given to finish after a signal to stop. */
const GRACE_MS = 10_000;

/** This process, which serves. */
export interface ServingHere extends Serving {
  readonly metrics: OwnMetrics | null;
}

/** Has this process serve. */
export async function serveHere(
  config: CompleteConfig,
  database: Database,
  log: Log,
  share: JobShare,
): Promise<ServingHere> {
  const app = await createApp(config, database, systemClock, log, share);
  const gauges: GaugeReaders = { ...app.gauges, latchkey_workers: () => 1 };
  const metrics = openOwnMetrics(config, { database, meter: app.services.meter, gauges, share }, log);
  return {
    metrics,
    listen: async () => {
      try {
        return await app.listen();
      } catch (error) {
        throw cannotListen(config, error);
      }
    },
    drain: () => app.watch.readiness.drain(),
    renewTls: () => {
      app.watch.certificate?.renewOn(app.server.server);
      app.clockwork.wake('watch-certificate');
    },
    close: async () => {
      const deadline = setTimeout(() => app.server.server.closeAllConnections(), GRACE_MS);
      await app.close();
      metrics?.stop();
      clearTimeout(deadline);
    },
  };
}
