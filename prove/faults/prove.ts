import type { FaultEngine } from './engine.ts';
import type { Weakness } from './guards.ts';
import { History } from './history.ts';
import { violationsOf } from './oracle/violations.ts';

export interface HistoryResult {
  readonly seed: number;
  readonly steps: readonly string[];
  readonly violations: readonly string[];
}

/** Runs one history to its end and compares. */
export async function proveHistory(
  engine: FaultEngine,
  seed: number,
  weakness?: Weakness,
): Promise<HistoryResult> {
  const history = new History(engine, seed, weakness);
  const violations: string[] = [];
  try {
    await history.run();
    const items = await engine.scan(history.table);
    violations.push(
      ...violationsOf({
        items,
        messages: history.queue.messages,
        delivered: history.stream.records,
        answered: history.answered,
        timeZone: history.timeZone,
      }),
    );
  } catch (error) {
    violations.push(String(error));
  }
  await engine.dropTable(history.table);
  return { seed, steps: history.steps, violations };
}

/** Histories that run side by side: while one waits for the engine, another computes. */
const SIDE_BY_SIDE = 4;

/** Runs the histories `first`, `first + 1`, …; ends early when `goOn` says so. */
export async function proveHistories(
  engine: FaultEngine,
  { first, count, weakness }: { first: number; count: number; weakness?: Weakness },
  goOn: (result: HistoryResult) => boolean,
): Promise<void> {
  let next = first;
  let going = true;
  const worker = async () => {
    while (going && next < first + count) {
      const result = await proveHistory(engine, next++, weakness);
      if (!goOn(result)) going = false;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}
