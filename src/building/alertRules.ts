import { METRIC_NAMES, metricOf } from '../metrics/METRICS';
import type { Alert } from '../metrics/Metric';

/** The alerts of the list of metrics, in its order. */
export const ALERTS: readonly Alert[] = METRIC_NAMES.flatMap((name) => metricOf(name).alert ?? []);

/** Writes `docs/alerts.yaml`, rules for Prometheus. Shape: YAML; a text in double quotes is one of JSON, too. */
export function alertRules(): string {
  return `# Written by \`npm run schema\`. Do not edit.
groups:
  - name: latchkey
    rules:
${ALERTS.map(ruleOf).join('')}`;
}

function ruleOf({ name, expression, lastsFor, severity, sentence, remedy }: Alert): string {
  return `      - alert: ${name}
        expr: ${JSON.stringify(expression)}
        for: ${lastsFor}
        labels:
          severity: ${severity}
        annotations:
          summary: ${JSON.stringify(sentence)}
          description: ${JSON.stringify(remedy)}
`;
}
