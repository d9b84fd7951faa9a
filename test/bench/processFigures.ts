import { readFileSync } from 'node:fs';

/** Units: clock ticks a second; Linux tells every program 100, whatever the kernel counts in. */
const TICKS_PER_SECOND = 100;

/** The CPU time that a process has used so far, in all its threads. Units: seconds. Source: proc_pid_stat(5). */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name, in parentheses, is the one field that may hold blanks; the state follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [fields[11], fields[12]].map(Number);
  return ((userTicks ?? Number.NaN) + (systemTicks ?? Number.NaN)) / TICKS_PER_SECOND;
}

/** The most memory that a process has ever held. Units: bytes. Source: proc_pid_status(5), `VmHWM`. */
export function peakMemoryBytesOf(pid: number): number {
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
