import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { HistoryResult, Seeds } from './prove.ts';

/** What a worker tells of each history. */
export interface WorkerNews {
  readonly steps: number;
  /** The history, where it is wrong. */
  readonly failed?: HistoryResult;
}

export function hasFailed({ violations }: HistoryResult): boolean {
  return violations.length > 0;
}

/** What a worker plays: seeds, and the guard that is taken away. */
export interface WorkerOrder extends Seeds {
  readonly without?: string | undefined;
}

/**
 * Plays the histories `first`, `first + 1`, … in processes side by side, each with an engine of its own and every nth
 * seed. A wrong one ends all of them. Rejects when a process ends before its histories do.
 */
export async function proveInWorkers(
  { first, count, ...same }: Omit<WorkerOrder, 'step'>,
  workers: number,
  told: (news: WorkerNews) => void,
): Promise<void> {
  const children: ChildProcess[] = [];
  let isOver = false;
  const work = async (nth: number) => {
    const share = { first: first + nth, count: Math.ceil((count - nth) / workers), step: workers };
    const order: WorkerOrder = { ...same, ...share };
    const child = fork(path.join(import.meta.dirname, 'worker.ts'), [JSON.stringify(order)]);
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
