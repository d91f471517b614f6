import type { FaultEngine } from './engine.ts';
import type { Weakness } from './guards.ts';
import { History } from './history.ts';
import { violationsOf } from './oracle/violations.ts';
import { type Attempt, shrink, type Shrunk } from './shrink.ts';

export interface HistoryResult {
  /** The seed that it came from. */
  readonly seed: number;
  /** What was chosen in it; the same choices are the same history. */
  readonly choices: readonly number[];
  readonly steps: readonly string[];
  readonly violations: readonly string[];
}

/** Runs one history to its end and compares: that of a seed, or that of `choices`. */
export async function proveHistory(
  engine: FaultEngine,
  seed: number,
  weakness?: Weakness,
  choices?: readonly number[],
): Promise<HistoryResult> {
  const history = new History(engine, choices ?? seed, weakness);
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
  return { seed, choices: history.choices.taken, steps: history.steps, violations };
}

/** What kind of wrong it is: the violation without ids, numbers and keys. */
function violationKind(violation: string): string {
  return violation.replace(/\S*[\d#]\S*/g, '…');
}

/**
 * Looks for the shortest history that fails in the way of this one: one of its kinds of violations is there too.
 * `most` bounds the histories that are tried.
 */
export async function shrinkHistory(
  engine: FaultEngine,
  failed: HistoryResult,
  { weakness, most }: { weakness?: Weakness | undefined; most: number },
): Promise<Shrunk<HistoryResult>> {
  const kinds = new Set(failed.violations.map(violationKind));
  const attempted = (result: HistoryResult): Attempt<HistoryResult> => ({
    result,
    taken: result.choices,
    length: result.steps.length,
  });
  return await shrink(
    attempted(failed),
    async (choices) => {
      const result = await proveHistory(engine, failed.seed, weakness, choices);
      const isSame = result.violations.some((violation) => kinds.has(violationKind(violation)));
      return isSame ? attempted(result) : undefined;
    },
    most,
  );
}

/** Histories that run side by side: while one waits for the engine, another computes. */
const SIDE_BY_SIDE = 4;

/** `count` seeds: `first`, `first + step` and so on; the step is 1 when left out. */
export interface Seeds {
  readonly first: number;
  readonly count: number;
  readonly step?: number;
}

/** Runs the histories of these seeds; ends early when `goOn` says so. */
export async function proveHistories(
  engine: FaultEngine,
  { first, count, step = 1, weakness }: Seeds & { weakness?: Weakness },
  goOn: (result: HistoryResult) => boolean,
): Promise<void> {
  let next = 0;
  let going = true;
  const worker = async () => {
    while (going && next < count) {
      const result = await proveHistory(engine, first + step * next++, weakness);
      if (!goOn(result)) going = false;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}
