import type { FaultEngine } from './engine.ts';
import type { HistoryKind, Weakness } from './weakness.ts';
import { History } from './history.ts';
import { violationsOf } from './oracle/violations.ts';
import { type Attempt, shrink, type Shrunk } from './shrink.ts';

export interface HistoryResult {
  readonly kind: HistoryKind;
  /** The seed that it came from. */
  readonly seed: number;
  /** What was chosen in it; the same choices are the same history. */
  readonly choices: readonly number[];
  readonly steps: readonly string[];
  readonly violations: readonly string[];
}

/** What seeds are histories of, where no guard says it: every third has budgets. */
const KINDS: readonly HistoryKind[] = ['budgets', 'ledger', 'ledger'];

function kindOf(seed: number, weakness: Weakness | undefined): HistoryKind {
  return weakness ? (weakness.kind ?? 'ledger') : (KINDS[seed % KINDS.length] ?? 'ledger');
}

/** Runs one history to its end and compares: that of a seed, or that of `choices`. */
export async function proveHistory(
  engine: FaultEngine,
  seed: number,
  weakness?: Weakness,
  choices?: readonly number[],
  kind = kindOf(seed, weakness),
): Promise<HistoryResult> {
  const history = new History(engine, choices ?? seed, { kind, ...(weakness && { weakness }) });
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
    violations.push(...((await history.actors?.violations()) ?? []));
  } catch (error) {
    violations.push(String(error));
  }
  await engine.dropTable(history.table);
  return { kind, seed, choices: history.choices.taken, steps: history.steps, violations };
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
      const result = await proveHistory(engine, failed.seed, weakness, choices, failed.kind);
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
  /** Of all of them; the seed or the guard decides when left out. */
  readonly kind?: HistoryKind | undefined;
}

/** Runs the histories of these seeds; ends early when `goOn` says so. */
export async function proveHistories(
  engine: FaultEngine,
  { first, count, step = 1, kind, weakness }: Seeds & { weakness?: Weakness },
  goOn: (result: HistoryResult) => boolean,
): Promise<void> {
  let next = 0;
  let going = true;
  const worker = async () => {
    while (going && next < count) {
      const seed = first + step * next++;
      const result = await proveHistory(engine, seed, weakness, undefined, kind);
      if (!goOn(result)) going = false;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}
