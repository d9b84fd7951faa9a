/** Where the metrics are. */
export const METRICS_PATH = '/metrics';
