import { systemClock } from '../clock';
import type { Database } from '../database/Database';
import type { Outage } from '../database/Outage';
import { CertificateWatch } from '../http/CertificateWatch';
import { Clockwork } from '../jobs/Clockwork';
import type { Log } from '../log';
import type { CompleteConfig } from './app';
import type { Composition } from './compose';
import { RENEW_TLS } from './renewOnHangup';
import type { Serving } from './Serving';
import type { Workers } from './Workers';

/**
 * Has workers serve. The primary, which has the database open, runs the jobs that one process does for all, and watches the
 * certificate.
 * @param composition of the nouns: their jobs, and the reader of what workers have counted
 */
export function serveByWorkers(
  workers: Workers,
  config: CompleteConfig,
  { jobs, services }: Composition,
  storage: Database,
  log: Log,
  outage: Outage,
): Serving {
  const clockwork = new Clockwork(storage, systemClock, outage.reportLoss);
  const certificate = config.tls === null ? null : new CertificateWatch(config.tls, log);
  return {
    listen: async () => {
      const url = await workers.listen();
      clockwork.start([
        ...jobs.filter(({ isForOne, isForServer }) => isForOne || isForServer),
        ...(certificate === null ? [] : [certificate]),
      ]);
      return url;
    },
    drain: () => workers.drain(),
    renewTls: () => {
      certificate?.read();
      clockwork.wake('watch-certificate');
      workers.tell(RENEW_TLS);
    },
    close: async () => {
      await Promise.all([workers.close(), clockwork.stop()]);
      await services.usageIngest.close(true);
      outage.stop();
    },
  };
}
