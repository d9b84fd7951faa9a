import { METRIC_NAMES, metricOf } from '../metrics/METRICS';
import type { Metric } from '../metrics/Metric';
import { panelQueries } from './panelQueries';

/** Units: columns of a dashboard, and panels side by side; rows of a panel. */
const COLUMNS = 24;
const PANELS_ACROSS = 3;
const PANEL_HEIGHT = 8;

const DATASOURCE = { type: 'prometheus', uid: '$' + '{datasource}' };

/** Writes `docs/grafana.json`, a dashboard with a panel for each metric. */
export function grafanaDashboard(): string {
  const dashboard = {
    uid: 'latchkey',
    title: 'Latchkey',
    description: 'Written by `npm run schema` from the list of metrics.',
    tags: ['latchkey'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
        variable('job', 'label_values(latchkey_workers, job)'),
        variable('instance', 'label_values(latchkey_workers{job=~"$job"}, instance)'),
      ],
    },
    panels: METRIC_NAMES.map((name, place) => panelOf(name, metricOf(name), place)),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

function variable(name: string, query: string): object {
  const choice = { includeAll: true, multi: true, current: { text: 'All', value: '$__all' }, refresh: 2 };
  return { name, label: name, type: 'query', datasource: DATASOURCE, definition: query, query, ...choice };
}

function panelOf(name: string, metric: Metric, place: number): object {
  const { title, unit } = metric.panel;
  const width = COLUMNS / PANELS_ACROSS;
  return {
    id: place + 1,
    type: 'timeseries',
    title,
    description: metric.help,
    datasource: DATASOURCE,
    gridPos: {
      x: (place % PANELS_ACROSS) * width,
      y: Math.floor(place / PANELS_ACROSS) * PANEL_HEIGHT,
      w: width,
      h: PANEL_HEIGHT,
    },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: panelQueries(name, metric).map(({ expression, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATASOURCE,
      expr: expression,
      legendFormat: legend,
    })),
  };
}
