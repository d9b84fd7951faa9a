import { METRIC_NAMES, metricOf } from '../metrics/METRICS';
import type { Alert, Labels, Metric } from '../metrics/Metric';
import { ALERTS } from './alertRules';
import { markdownTable } from './markdownTable';

/** Writes `docs/metrics.md` from the list of metrics. */
export function metricsPage(): string {
  return `<!-- Written by \`npm run schema\`. Do not edit. -->

# Metrics

\`GET /metrics\` answers them on \`METRICS_PORT\` ([how](operating.md#metrics)). [\`grafana.json\`](grafana.json) is a dashboard
and [\`alerts.yaml\`](alerts.yaml) has rules for Prometheus. All are made from one list, as this page is.

${markdownTable(
  ['metric', 'kind', 'labels', 'what it tells'],
  METRIC_NAMES.map((name) => rowOf(name, metricOf(name))),
)}

- The list is closed, and so are the values of every label. Nothing that a client sends becomes a label.
- Every series is there from the start, with 0. A metric that cannot be read is left out: it is unknown, and not 0.
- With \`--workers\` the numbers of all processes are added up. What a worker counted stays when it dies. A worker that is
  killed takes at most the last second of its counts with it.
- ${METRIC_NAMES.filter(isOfDatabase).map(quoted).join(', ')} tell of the database: programs that share one tell the same.
- \`malformed\`, \`unknown\`, \`wrong_secret\` and \`invalid_token\` are what guesses look like. All other reasons are those of
  credentials that worked once. A secret that ended before the latest rotation counts as \`wrong_secret\`: the audit log
  [tells it apart](operating.md#secrets-that-come-after-their-end).
- A request whose client hung up before its answer was sent, or that was no HTTP, is counted nowhere.

## Alerts

${markdownTable(['alert', 'severity', 'says', 'what to do'], ALERTS.map(alertRow))}
`;
}

/** What one process tells for all, but for what it tells of itself. */
function isOfDatabase(name: (typeof METRIC_NAMES)[number]): boolean {
  return metricOf(name).toldBy === 'ONE' && name !== 'latchkey_workers' && !name.startsWith('process_');
}

function rowOf(name: string, { type, series, help }: Metric): string[] {
  return [`\`${name}\``, type, labelsText(series), help];
}

/** Shape: each label with its values. */
function labelsText(series: readonly Labels[]): string {
  const names = Object.keys(series[0] ?? {});
  return names
    .map((name) => {
      const values = [...new Set(series.map(({ [name]: value = '' }) => value))];
      return `\`${name}\`: ${values.map(quoted).join(' ')}`;
    })
    .join('; ');
}

function quoted(text: string): string {
  return `\`${text}\``;
}

function alertRow({ name, severity, sentence, remedy }: Alert): string[] {
  return [`\`${name}\``, severity, sentence, remedy];
}
