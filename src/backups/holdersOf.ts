import { readFileSync, statSync } from 'node:fs';

/**
 * The processes that hold locks on a file, as far as the system tells.
 * Shape: process ids; empty where it does not tell. Source: proc_locks(5).
 */
export function holdersOf(file: string): readonly number[] {
  try {
    const { ino } = statSync(file);
    const lines = readFileSync('/proc/locks', 'utf8').split('\n');
    const ids = lines
      .map((line) => / (?:READ|WRITE) +(\d+) \S+:(\d+) /.exec(line))
      .filter((found) => found?.[2] === String(ino))
      .map((found) => Number(found?.[1]));
    return [...new Set(ids)].filter((id) => id > 0 && id !== process.pid).sort((one, other) => one - other);
  } catch {
    return []; // Another system, or one that keeps this to itself.
  }
}
