import { messageOf, StartError } from '../errors';
import type { Log } from '../log';
import { METRICS_PATH } from '../metrics/METRICS_PATH';
import type { CompleteConfig } from './app';
import type { Serving } from './Serving';
import { authorityOf } from './urlAt';

/**
 * Has metrics answered beside what serves, where the settings ask for it: from before it listens until it has stopped.
 * Errors of `listen`: a `StartError` where the address of the metrics is taken.
 */
export function withMetrics(
  serving: Serving,
  { metrics: address }: Pick<CompleteConfig, 'metrics'>,
  log: Log,
): Serving {
  const { metrics } = serving;
  if (address === null || metrics === null) return serving;
  const { MetricsServer } = require('../metrics/MetricsServer') as typeof import('../metrics/MetricsServer');
  const server = new MetricsServer(() => metrics.read());
  const { host, port } = address;
  return {
    ...serving,
    listen: async () => {
      try {
        const at = await server.listen(port, host);
        const metricsUrl = `http://${authorityOf(at.address, at.port)}${METRICS_PATH}`;
        log.info({ metricsUrl }, 'metrics are answered');
      } catch (error) {
        const place = authorityOf(host, port);
        throw new StartError(`METRICS_PORT: metrics cannot be answered on ${place}: ${messageOf(error)}.`);
      }
      return serving.listen();
    },
    close: async () => {
      await serving.close();
      await server.close();
    },
  };
}
