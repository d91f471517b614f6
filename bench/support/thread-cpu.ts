import { readdirSync, readFileSync } from 'node:fs';
import { childrenOf } from '../../testing/listeners.ts';

/** Microseconds of processor by name of thread. */
export type ThreadCpu = ReadonlyMap<string, number>;

/** Linux counts 100 ticks a second. */
const TICK_US = 10_000;

/**
 * Processor time of a local system so far, by thread: `MainThread`, one name for each function (the end of its logical
 * id), Node's `V8Worker` (compiler and garbage), and `engine` for the process of the table. Threads that ended are not
 * in it.
 */
export function threadCpu(pid: number): ThreadCpu {
  const sums = new Map(threadsOf(pid));
  for (const child of childrenOf(pid)) {
    if (!readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('dynoxide')) continue;
    for (const used of threadsOf(child).values()) sums.set('engine', (sums.get('engine') ?? 0) + used);
  }
  return sums;
}

function threadsOf(pid: number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [, name = '', rest = ''] = /\((.*)\) (.*)/s.exec(statOf(pid, thread)) ?? [];
    const fields = rest.split(' ');
    const used = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_US;
    if (name !== '') sums.set(name, (sums.get(name) ?? 0) + used);
  }
  return sums;
}

/** Empty for a thread that ended since it was listed. */
function statOf(pid: number, thread: string): string {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}

/** Microseconds by thread between two looks, for each of `count`, the largest first; what is below one is left out. */
export function cpuEach(before: ThreadCpu, after: ThreadCpu, count: number): Record<string, number> {
  const used = [...after].map(
    ([name, us]) => [name, Math.round((us - (before.get(name) ?? 0)) / count)] as const,
  );
  return Object.fromEntries(used.filter(([, us]) => us > 0).sort(([, a], [, b]) => b - a));
}
