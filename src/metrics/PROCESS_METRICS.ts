import type { Metric } from './Metric';

/** What prom-client knows of a process. Some of it is known on Linux alone. Source: prom-client, default metrics. */
export const PROCESS_METRICS = {
  process_cpu_user_seconds_total: {
    type: 'counter',
    help: 'Processor time in the program itself.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Processor: program', unit: 'percentunit', form: 'RATE', by: [] },
  },
  process_cpu_system_seconds_total: {
    type: 'counter',
    help: 'Processor time in the system.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Processor: system', unit: 'percentunit', form: 'RATE', by: [] },
  },
  process_cpu_seconds_total: {
    type: 'counter',
    help: 'Processor time of both kinds.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Processor', unit: 'percentunit', form: 'RATE', by: [] },
  },
  process_start_time_seconds: {
    type: 'gauge',
    help: 'When the process began that answers here, in seconds since the epoch.',
    series: [{}],
    toldBy: 'ONE',
    panel: { title: 'Running for', unit: 's', form: 'AGE', by: [] },
    alert: {
      name: 'LatchkeyRestarts',
      expression: 'changes(process_start_time_seconds[15m]) > 2 and on (job, instance) latchkey_workers',
      lastsFor: '0m',
      severity: 'critical',
      sentence: 'The server was started more than twice in 15 minutes.',
      remedy: 'The last lines of its log say why it ended.',
    },
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    help: 'Memory that is in use.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Memory', unit: 'bytes', form: 'LEVEL', by: [] },
  },
  process_virtual_memory_bytes: {
    type: 'gauge',
    help: 'Memory that is reserved.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Memory reserved', unit: 'bytes', form: 'LEVEL', by: [] },
  },
  process_heap_bytes: {
    type: 'gauge',
    help: 'Memory of the heap.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Heap', unit: 'bytes', form: 'LEVEL', by: [] },
  },
  process_open_fds: {
    type: 'gauge',
    help: 'Files and connections that are open.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Open files and connections', unit: 'short', form: 'LEVEL', by: [] },
    alert: {
      name: 'LatchkeyFilesRunOut',
      expression: 'process_open_fds / process_max_fds > 0.8 and on (job, instance) latchkey_workers',
      lastsFor: '5m',
      severity: 'warning',
      sentence: 'More than 80 % of the files and connections that may be open are open.',
      remedy: 'Raise the limit of the service (`LimitNOFILE`), or set `MAX_CONNECTIONS` below it.',
    },
  },
  process_max_fds: {
    type: 'gauge',
    help: 'Files and connections that may be open.',
    series: [{}],
    toldBy: 'EACH',
    panel: { title: 'Open files and connections at most', unit: 'short', form: 'LEVEL', by: [] },
  },
} as const satisfies Readonly<Record<string, Metric>>;
