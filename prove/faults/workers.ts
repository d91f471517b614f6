import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { HistoryKind } from './weakness.ts';
import type { HistoryResult } from './prove.ts';

/** What a worker tells of each history. */
export interface WorkerNews {
  readonly steps: number;
  /** The history, where it is wrong. */
  readonly failed?: HistoryResult;
}

export function hasFailed({ violations }: HistoryResult): boolean {
  return violations.length > 0;
}

interface Shared {
  readonly first: number;
  readonly count: number;
  readonly without?: string | undefined;
  /** Of all of them; the seed or the guard decides when left out. */
  readonly kind?: HistoryKind | undefined;
}

/**
 * Plays the histories `first`, `first + 1`, … in processes side by side, each with an engine of its own and every nth
 * seed. A wrong one ends all of them. Rejects when a process ends before its histories do.
 */
export async function proveInWorkers(
  { first, count, ...same }: Shared,
  workers: number,
  told: (news: WorkerNews) => void,
): Promise<void> {
  const children: ChildProcess[] = [];
  let isOver = false;
  const work = async (nth: number) => {
    const seeds = { first: first + nth, count: Math.ceil((count - nth) / workers), step: workers, ...same };
    const child = fork(path.join(import.meta.dirname, 'worker.ts'), [JSON.stringify(seeds)]);
    children.push(child);
    child.on('message', (news: WorkerNews) => {
      told(news);
      isOver ||= news.failed !== undefined;
      // Ends the engine too, which a signal would leave behind.
      if (isOver) for (const other of children) if (other !== child && other.connected) other.disconnect();
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`a process with histories ended with ${code}: its error is above`);
  };
  await Promise.all(Array.from({ length: Math.min(workers, count) }, (_, nth) => work(nth)));
}
