import type { Metric } from '../metrics/Metric';

/** What a panel asks, and what its lines are called. Shape: `legend` as Grafana fills it in. */
export interface PanelQuery {
  readonly expression: string;
  readonly legend: string;
}

/** The series that the dashboard's variables choose. */
const CHOSEN = '{job=~"$job",instance=~"$instance"}';
const QUANTILES = [0.5, 0.99] as const;

/** What the panel of a metric asks. It can ask for that metric alone. */
export function panelQueries(name: string, { toldBy, panel: { title, form, by } }: Metric): readonly PanelQuery[] {
  const rate = `rate(${name}${CHOSEN}[$__rate_interval])`;
  const legend = by.map((label) => `{{${label}}}`).join(' ') || title;
  switch (form) {
    case 'RATE':
      return [{ expression: aggregate('sum', by, rate), legend }];
    case 'LEVEL':
      // Several programs tell the same of one database.
      return [{ expression: aggregate(toldBy === 'EACH' ? 'sum' : 'max', by, `${name}${CHOSEN}`), legend }];
    case 'AGE':
      return [
        { expression: `time() - ${aggregate('max', [...by, 'instance'], `${name}${CHOSEN}`)}`, legend: '{{instance}}' },
      ];
    case 'QUANTILES':
      return QUANTILES.map((quantile) => {
        const buckets = aggregate('sum', ['le', ...by], rate.replace(name, `${name}_bucket`));
        const expression = `histogram_quantile(${quantile}, ${buckets})`;
        return { expression, legend: `${by.map((label) => `{{${label}}} `).join('')}p${quantile * 100}` };
      });
  }
}

function aggregate(operator: 'sum' | 'max', by: readonly string[], expression: string): string {
  return by.length === 0 ? `${operator}(${expression})` : `${operator} by (${by.join(', ')}) (${expression})`;
}
