import { readFileSync } from 'node:fs';
import { ALERTS } from '../../src/building/alertRules';
import { METRIC_NAMES, metricOf } from '../../src/metrics/METRICS';
import { foreignNames } from '../support/promqlNames';

const { load } = require('js-yaml') as { load(text: string): unknown }; // It comes without types.

/** What Prometheus reads of `docs/alerts.yaml`. */
interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Readonly<Record<string, unknown>>[] }[];
}

/** What Grafana reads of `docs/grafana.json`. */
interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
    readonly targets: readonly { readonly expr: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}

const RULES = load(readFileSync('docs/alerts.yaml', 'utf8')) as Rules; // Its shape is what is tested.
const DASHBOARD: Dashboard = JSON.parse(readFileSync('docs/grafana.json', 'utf8'));

describe('the list of metrics', () => {
  it('has these names, on which dashboards rely', () => {
    expect(METRIC_NAMES).toEqual([
      'latchkey_requests_total',
      'latchkey_key_checks_total',
      'latchkey_decisions_refused_total',
      'latchkey_cost_points_total',
      'latchkey_request_seconds',
      'latchkey_event_loop_delay_seconds',
      'latchkey_database_connections',
      'latchkey_write_queue',
      'latchkey_outbox_parcels',
      'latchkey_audit_unsealed',
      'latchkey_usage_lag_seconds',
      'latchkey_workers',
      'process_cpu_user_seconds_total',
      'process_cpu_system_seconds_total',
      'process_cpu_seconds_total',
      'process_start_time_seconds',
      'process_resident_memory_bytes',
      'process_virtual_memory_bytes',
      'process_heap_bytes',
      'process_open_fds',
      'process_max_fds',
    ]);
  });

  it('names what it counts as Prometheus asks for', () => {
    const wrong = METRIC_NAMES.filter((name) => (metricOf(name).type === 'counter') !== name.endsWith('_total'));
    expect(wrong).toEqual([]);
  });

  it('has no set of labels twice, and the same names in each set', () => {
    for (const name of METRIC_NAMES) {
      const { series } = metricOf(name);
      expect(new Set(series.map((labels) => JSON.stringify(labels))).size).toBe(series.length);
      expect(new Set(series.map((labels) => Object.keys(labels).join())).size).toBe(1);
    }
  });
});

describe('docs/alerts.yaml', () => {
  const rules = RULES.groups.flatMap(({ rules: each }) => each);

  it('is YAML with one rule for each alert of the list', () => {
    expect(RULES.groups.map(({ name }) => name)).toEqual(['latchkey']);
    expect(rules.map(({ alert }) => alert)).toEqual(ALERTS.map(({ name }) => name));
    expect(rules[0]).toEqual({
      alert: 'LatchkeyRequestsFail',
      expr: 'sum by (job) (rate(latchkey_requests_total{outcome=~"failed|unavailable"}[5m])) / sum by (job) (rate(latchkey_requests_total[5m])) > 0.01',
      for: '5m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'More than 1 % of the requests fail.',
        description: 'The log names each cause: look for `incidentId` and for `the database cannot answer`.',
      },
    });
  });

  it('names no metric, label or value that is not in the list', () => {
    expect(rules.flatMap(({ expr }) => foreignNames(String(expr)))).toEqual([]);
  });
});

describe('docs/grafana.json', () => {
  const expressions = DASHBOARD.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  it('has a panel for each metric, and none on top of another', () => {
    expect(DASHBOARD.panels.map(({ title }) => title)).toEqual(METRIC_NAMES.map((name) => metricOf(name).panel.title));
    const places = DASHBOARD.panels.map(({ gridPos: { x, y, w, h } }) => [x % 8, y % 8, w, h, `${x},${y}`]);
    expect(new Set(places.map(String)).size).toBe(DASHBOARD.panels.length);
    expect(places.every(([x, y, w, h]) => x === 0 && y === 0 && w === 8 && h === 8)).toBe(true);
  });

  it('asks for metrics, labels and values of the list alone', () => {
    const variables = DASHBOARD.templating.list.filter(({ name }) => name !== 'datasource');
    const asked = variables.map(({ query }) => /^label_values\(([^,]+), \w+\)$/.exec(query)?.[1] ?? query);
    expect([...expressions, ...asked].flatMap(foreignNames)).toEqual([]);
    expect(expressions.slice(0, 2)).toEqual([
      'sum by (outcome) (rate(latchkey_requests_total{job=~"$job",instance=~"$instance"}[$__rate_interval]))',
      'sum by (outcome, reason) (rate(latchkey_key_checks_total{job=~"$job",instance=~"$instance"}[$__rate_interval]))',
    ]);
    expect(expressions[4]).toBe(
      'histogram_quantile(0.5, sum by (le, kind) (rate(latchkey_request_seconds_bucket{job=~"$job",instance=~"$instance"}[$__rate_interval])))',
    );
  });
});

describe('an expression', () => {
  it.each([
    ['rate(latchkey_requests[5m])', ['latchkey_requests']],
    ['sum by (scope) (latchkey_workers)', ['scope']],
    ['latchkey_workers{kind="graphql"}', ['kind']],
    ['latchkey_requests_total{outcome=~"failed|fails"}', ['fails']],
    ['latchkey_requests_total_bucket', ['latchkey_requests_total_bucket']],
    ['latchkey_request_seconds > 1', ['latchkey_request_seconds']],
    ['up == 0 or latchkey_workers < 2', ['up']],
  ])('that names what is not there is found: %s', (expression, names) => {
    expect(foreignNames(expression)).toEqual(names);
  });
});
