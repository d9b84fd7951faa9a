import { systemClock } from '../clock';
import type { Outage } from '../database/Outage';
import { Clockwork } from '../jobs/Clockwork';
import type { Job } from '../jobs/Job';
import type { Log } from '../log';
import type { Storage } from '../storage/Storage';
import type { Serving } from './Serving';
import { Workers } from './Workers';

/** Has workers serve. The primary, which has the database open, runs the jobs that one process does for all. */
export function serveByWorkers(
  count: number,
  jobs: readonly Job[],
  storage: Storage,
  log: Log,
  outage: Outage,
): Serving {
  const workers = new Workers(count, log);
  const clockwork = new Clockwork(storage, systemClock, outage.reportLoss);
  return {
    listen: async () => {
      const url = await workers.listen();
      clockwork.start(jobs.filter(({ isForOne }) => isForOne));
      return url;
    },
    close: async () => {
      await Promise.all([workers.close(), clockwork.stop()]);
      outage.stop();
    },
  };
}
