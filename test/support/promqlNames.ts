import { METRIC_NAMES, metricOf } from '../../src/metrics/METRICS';

/** Labels that Prometheus adds to every series. */
const OF_PROMETHEUS = ['job', 'instance'];
const WORDS = new Set(['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'bool', 'offset']);

/** Every series of the list as Prometheus keeps it, with the values that each of its labels may have. */
const SERIES = new Map(
  METRIC_NAMES.flatMap((name) => {
    const { type, series } = metricOf(name);
    const labels = Object.keys(series[0] ?? {});
    const values = new Map(labels.map((label) => [label, new Set(series.map((each) => each[label]))]));
    const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((ending) => name + ending) : [name];
    return names.map((each) => [each, values] as const);
  }),
);

/** What an expression of PromQL names that is not in the list of metrics: metrics, labels, and values of labels. */
export function foreignNames(expression: string): string[] {
  const found: string[] = [];
  const metrics: string[] = [];
  const bare = expression
    .replace(/([a-z_:][\w:]*)\{([^}]*)\}/gi, (_whole, metric: string, matchers: string) => {
      found.push(...foreignMatchers(metric, matchers));
      return metric;
    })
    .replace(/\[[^\]]*\]/g, ''); // A range has a duration, or a variable of Grafana.
  const grouped = [...bare.matchAll(/\b(?:by|without|on|ignoring) \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(/, */),
  );
  const ungrouped = bare.replace(/\b(?:by|without|on|ignoring) \([^)]*\)/g, '');
  for (const [word, name = ''] of ungrouped.matchAll(/(?<![\w.])([a-z_:][\w:]*)( *\()?/gi)) {
    if (!word.endsWith('(') && !WORDS.has(name)) metrics.push(name);
  }
  const labels = new Set(metrics.flatMap((metric) => [...(SERIES.get(metric)?.keys() ?? [])]));
  const known = [...OF_PROMETHEUS, 'le', ...labels];
  return [
    ...metrics.filter((metric) => !SERIES.has(metric)),
    ...grouped.filter((label) => !known.includes(label)),
    ...found,
  ];
}

function foreignMatchers(metric: string, matchers: string): string[] {
  return matchers.split(/,(?=\w+(?:=|!))/).flatMap((matcher) => {
    const [, label = '', value = ''] = /^(\w+)(?:=|!=|=~|!~)"([^"]*)"$/.exec(matcher) ?? [];
    if (OF_PROMETHEUS.includes(label)) return [];
    const values = SERIES.get(metric)?.get(label);
    return values ? value.split('|').filter((each) => !values.has(each)) : [label];
  });
}
