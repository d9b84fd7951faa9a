import {
  CONNECTION_STATES,
  PARCEL_KINDS,
  PARCEL_STATES,
  REFUSAL_REASONS,
  REQUEST_KINDS,
  REQUEST_OUTCOMES,
} from './LABEL_VALUES';
import type { Metric } from './Metric';
import { PROCESS_METRICS } from './PROCESS_METRICS';
import { seriesOf } from './seriesOf';

/**
 * Every metric. `/metrics`, `docs/metrics.md`, the dashboard and the alert rules are made from this list.
 * Source: decision 110.
 */
export const METRICS = {
  latchkey_requests_total: {
    type: 'counter',
    help: 'Requests that were answered, by what they were for and how they were answered.',
    series: seriesOf({ kind: REQUEST_KINDS, outcome: REQUEST_OUTCOMES }),
    toldBy: 'EACH',
    panel: { title: 'Requests by outcome', unit: 'reqps', form: 'RATE', by: ['outcome'] },
    alert: {
      name: 'LatchkeyRequestsFail',
      expression:
        'sum by (job) (rate(latchkey_requests_total{outcome=~"failed|unavailable"}[5m])) / sum by (job) (rate(latchkey_requests_total[5m])) > 0.01',
      lastsFor: '5m',
      severity: 'critical',
      sentence: 'More than 1 % of the requests fail.',
      remedy: 'The log names each cause: look for `incidentId` and for `the database cannot answer`.',
    },
  },
  latchkey_key_checks_total: {
    type: 'counter',
    help: 'API keys and access tokens that were checked, by whether they were accepted, and why not.',
    series: [{ outcome: 'accepted', reason: 'none' }, ...seriesOf({ outcome: ['refused'], reason: REFUSAL_REASONS })],
    toldBy: 'EACH',
    panel: { title: 'Key checks by reason', unit: 'cps', form: 'RATE', by: ['outcome', 'reason'] },
    alert: {
      name: 'LatchkeyKeysGuessed',
      expression:
        'sum by (job) (rate(latchkey_key_checks_total{reason=~"malformed|unknown|wrong_secret|invalid_token"}[5m])) > 5',
      lastsFor: '5m',
      severity: 'warning',
      sentence: 'More than five credentials a second are wrong or unknown.',
      remedy: 'The log names the networks that exceed `FAILURES_PER_MINUTE`. The audit log names the keys.',
    },
  },
  latchkey_decisions_refused_total: {
    type: 'counter',
    help: 'Fields of GraphQL, and questions to /verify, that a caller was refused for want of scopes.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Decisions refused', unit: 'cps', form: 'RATE', by: [] },
  },
  latchkey_cost_points_total: {
    type: 'counter',
    help: 'Cost of the operations of GraphQL that were executed, in points.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Cost of operations', unit: 'cps', form: 'RATE', by: [] },
  },
  latchkey_request_seconds: {
    type: 'histogram',
    help: 'Time from the headers of a request to the end of its answer.',
    series: seriesOf({ kind: REQUEST_KINDS }),
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    toldBy: 'EACH',
    panel: { title: 'Time of requests', unit: 's', form: 'QUANTILES', by: ['kind'] },
    alert: {
      name: 'LatchkeyRequestsSlow',
      expression:
        'histogram_quantile(0.99, sum by (job, le) (rate(latchkey_request_seconds_bucket{kind=~"graphql|verify|token|introspect"}[5m]))) > 1',
      lastsFor: '10m',
      severity: 'warning',
      sentence: 'One request in a hundred takes longer than a second.',
      remedy:
        'Look at the event loop, the connections of the database and the write queue. The log has `a slow answer`.',
    },
  },
  latchkey_event_loop_delay_seconds: {
    type: 'histogram',
    help: 'How much later than asked for a timer fires, looked at 20 times a second.',
    series: [{}],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    toldBy: 'EACH',
    panel: { title: 'Event-loop delay', unit: 's', form: 'QUANTILES', by: [] },
    alert: {
      name: 'LatchkeyEventLoopBusy',
      expression:
        'histogram_quantile(0.99, sum by (job, instance, le) (rate(latchkey_event_loop_delay_seconds_bucket[5m]))) > 0.25',
      lastsFor: '10m',
      severity: 'warning',
      sentence: 'The event loop is held up for longer than 250 ms, again and again.',
      remedy:
        'The processor is too slow or too busy: start more workers with `serve --workers`, or look for `a slow answer`.',
    },
  },
  latchkey_database_connections: {
    type: 'gauge',
    help: 'Connections to the database by what is done with them, and what waits for one.',
    series: seriesOf({ state: CONNECTION_STATES }),
    toldBy: 'EACH',
    panel: { title: 'Connections to the database', unit: 'short', form: 'LEVEL', by: ['state'] },
    alert: {
      name: 'LatchkeyDatabaseCrowded',
      expression: 'min_over_time(latchkey_database_connections{state="waiting"}[5m]) > 0',
      lastsFor: '5m',
      severity: 'warning',
      sentence: 'Statements wait for a connection to the database all the time.',
      remedy: 'Raise `DATABASE_CONNECTIONS`, or find out why the database is slow.',
    },
  },
  latchkey_write_queue: {
    type: 'gauge',
    help: 'Writes that wait for their turn.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Write queue', unit: 'short', form: 'LEVEL', by: [] },
    alert: {
      name: 'LatchkeyWritesQueue',
      expression: 'min_over_time(latchkey_write_queue[5m]) > 100',
      lastsFor: '5m',
      severity: 'warning',
      sentence: 'More than a hundred writes wait for their turn all the time.',
      remedy: 'The disk is slow, or SQLite takes more writes than it can: look at the disk, or move to PostgreSQL.',
    },
  },
  latchkey_outbox_parcels: {
    type: 'gauge',
    help: 'What is to be sent, by how far it is. What was given up is kept for 30 days.',
    series: seriesOf({ kind: PARCEL_KINDS, state: PARCEL_STATES }),
    toldBy: 'ONE',
    panel: { title: 'Outbox', unit: 'short', form: 'LEVEL', by: ['kind', 'state'] },
    alert: {
      name: 'LatchkeyOutboxStuck',
      expression: 'min_over_time(latchkey_outbox_parcels{state="retrying"}[1h]) > 0',
      lastsFor: '5m',
      severity: 'warning',
      sentence: 'Something has not been sent for an hour.',
      remedy: 'The log, and `latchkey outbox list`, say why. `latchkey outbox retry` tries at once.',
    },
  },
  latchkey_audit_unsealed: {
    type: 'gauge',
    help: 'Rows of the audit log that are not sealed yet.',
    series: [{}],
    toldBy: 'ONE',
    panel: { title: 'Audit rows not sealed', unit: 'short', form: 'LEVEL', by: [] },
    alert: {
      name: 'LatchkeyAuditBehind',
      expression: 'latchkey_audit_unsealed > 0 and resets(latchkey_audit_unsealed[15m]) == 0',
      lastsFor: '5m',
      severity: 'critical',
      sentence: 'Nothing of the audit log has been sealed for 15 minutes.',
      remedy: 'The log says why the job failed. Rows that are not sealed can be changed without a trace.',
    },
  },
  latchkey_usage_lag_seconds: {
    type: 'gauge',
    help: 'Age of the oldest use that is not in the database yet.',
    series: [{}],
    toldBy: 'ONE',
    panel: { title: 'Lag of use', unit: 's', form: 'LEVEL', by: [] },
    alert: {
      name: 'LatchkeyUsageBehind',
      expression: 'latchkey_usage_lag_seconds > 60',
      lastsFor: '5m',
      severity: 'warning',
      sentence: 'The use of keys is written down more than a minute late.',
      remedy:
        'The log says why: a disk that is full, a folder that cannot be written, or a database that does not answer.',
    },
  },
  latchkey_workers: {
    type: 'gauge',
    help: 'Processes that serve: 1 without --workers.',
    series: [{}],
    toldBy: 'ONE',
    panel: { title: 'Processes that serve', unit: 'short', form: 'LEVEL', by: [] },
    alert: {
      name: 'LatchkeyWorkersMissing',
      expression: 'latchkey_workers < max_over_time(latchkey_workers[1h])',
      lastsFor: '5m',
      severity: 'warning',
      sentence: 'Fewer processes serve than an hour ago.',
      remedy: 'The log says why a worker ended, and why the next one cannot serve.',
    },
  },
  ...PROCESS_METRICS,
} as const satisfies Readonly<Record<string, Metric>>;

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;

/** The name of a gauge. */
export type GaugeName = {
  readonly [Name in MetricName]: (typeof METRICS)[Name]['type'] extends 'gauge' ? Name : never;
}[MetricName];

/** The metric of a name, as any other. */
export function metricOf(name: MetricName): Metric {
  return METRICS[name];
}

/** Every name, in the order of the list. */
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[]; // The keys of a list that is closed.
