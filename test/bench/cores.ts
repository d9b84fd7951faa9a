import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BenchError } from './BenchError';

/** Which core each kind of process runs on. */
export interface Cores {
  readonly server: number;
  readonly load: number;
  /** Whether the system has `taskset`; without it the scheduler decides, and the result says so. */
  readonly isPinned: boolean;
}

/** Picks a core for the servers and another for the load. Errors: a `BenchError` where there are no two. */
export function pickCores(): Cores {
  if (process.platform !== 'linux') {
    throw new BenchError('The benchmark reads CPU time and memory from /proc, so it runs on Linux only.');
  }
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  const cores = allowed.split(',').flatMap(readRange);
  const [server, load] = [cores[0], cores.at(-1)];
  if (server === undefined || load === undefined || server === load) {
    throw new BenchError('The benchmark needs two cores, one for the servers and one for the load, and has only one.');
  }
  return { server, load, isPinned: spawnSync('taskset', ['--version']).status === 0 };
}

/** Shape: `0-3` or `5`. */
function readRange(range: string): number[] {
  const [first = Number.NaN, last = first] = range.split('-').map(Number);
  return Number.isNaN(first) ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
