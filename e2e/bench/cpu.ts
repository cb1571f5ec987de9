import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc; Linux fixes it at 100 for programs (sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100;

/** CPU time that a process has used so far, in microseconds (fields 14 and 15 of proc_pid_stat(5)). */
export function cpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / ticksPerSecond;
}

/**
 * Resident memory of a process, in bytes. `own`: but for the pages of files (programs, what LMDB maps), which the system
 * takes back when it needs them.
 */
export function residentBytes(pid: number, which: 'all' | 'own' = 'all'): number {
  const name = which === 'own' ? 'RssAnon' : 'VmRSS';
  const line = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm');
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
