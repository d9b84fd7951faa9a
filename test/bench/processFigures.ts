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
  return statusBytes(pid, 'VmHWM');
}

/** The memory that a process holds now. Units: bytes. Source: proc_pid_status(5), `VmRSS`. */
export function memoryBytesOf(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

function statusBytes(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm');
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
