import { OPTIMIZATION_KINDS, type OptimizationKind } from '../../contracts/optimization-vocabulary.ts';
import { formatDecimal, parseUsd, type PicoUsd, plus, scaled, sumUsd } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import { daysBetween, type Day, type Instant } from '../time/ledger-time.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import { batchTier } from './kinds/batch-tier.ts';
import { cheaperModels } from './kinds/cheaper-model.ts';
import { expensiveOperation } from './kinds/expensive-operation.ts';
import { failedCalls } from './kinds/failed-calls.ts';
import { promptCaching } from './kinds/prompt-caching.ts';
import type { OptimizationDraft, Optimization, UsageSlice } from './kinds/optimization.ts';
import type { Effort } from '../../contracts/optimization-vocabulary.ts';

/** What the search for savings needs. */
export interface OptimizationInput {
  /** First and last day (included) that the slices sum up. */
  readonly from: Day;
  readonly to: Day;
  readonly slices: readonly UsageSlice[];
  readonly book: PriceBook;
  /** Prices of this moment decide what would be cheaper. */
  readonly at: Instant;
  /** Those that save less in 30 days are left out; absent: 1 USD. */
  readonly minimumSaving?: PicoUsd | undefined;
}

/** How much harder than a small change a change is; the ranking divides the saving by it. */
const EFFORT_WEIGHT: Readonly<Record<Effort, bigint>> = { low: 1n, medium: 3n, high: 8n };
const SCALE_DAYS = 30n;

/** What finds each kind in a slice; `total` is the cost of all of them. */
const FINDERS: Readonly<
  Record<
    OptimizationKind,
    (input: OptimizationInput, slice: UsageSlice, total: PicoUsd) => OptimizationDraft[]
  >
> = {
  'cheaper-model': ({ book, at }, slice) => cheaperModels(book, slice, at),
  'prompt-caching': ({ book, at }, slice) => promptCaching(book, slice, at),
  'batch-tier': ({ book, at }, slice) => batchTier(book, slice, at),
  'expensive-operation': (_input, slice, total) => expensiveOperation(slice, total),
  'failed-calls': (_input, slice) => failedCalls(slice),
};

function draftsFor(input: OptimizationInput, slice: UsageSlice, total: PicoUsd): OptimizationDraft[] {
  return OPTIMIZATION_KINDS.flatMap((kind) => FINDERS[kind](input, slice, total));
}

/**
 * Slices of one operation and model that differ by region or attributes give one optimization: their savings add up,
 * and the evidence is that of the slice which saves most.
 */
function mergeById(drafts: readonly OptimizationDraft[]): OptimizationDraft[] {
  const byId = new Map<string, OptimizationDraft>();
  for (const draft of drafts.toSorted(descending(({ savingInPeriod }) => savingInPeriod))) {
    const first = byId.get(draft.id);
    const slices = Number(first?.evidence['slices'] ?? 1) + 1;
    const merged = first && {
      ...first,
      savingInPeriod: plus(first.savingInPeriod, draft.savingInPeriod),
      evidence: { ...first.evidence, slices },
    };
    byId.set(draft.id, merged ?? draft);
  }
  return [...byId.values()];
}

function sameCalls(a: OptimizationDraft, b: OptimizationDraft): boolean {
  const [x, y] = [a.action, b.action];
  return a.id !== b.id && x.operation === y.operation && x.provider === y.provider && x.model === y.model;
}

const worth = (item: Optimization): bigint => (item.estimatedSaving * 24n) / EFFORT_WEIGHT[item.effort];

const byWorth = orderedBy<Optimization>(
  descending(worth),
  ascending(({ id }) => id),
);

/** What 30 days must save at least: 1 USD. */
const LEAST_SAVING = parseUsd('1');

/**
 * Ways to spend less, the most saving per effort first. Savings are for 30 days at the period's pace and
 * estimates; those of optimizations that overlap do not add up. The same slices and prices give the same answer.
 */
export function findOptimizations(input: OptimizationInput): Optimization[] {
  const total = sumUsd(input.slices.map((slice) => slice.cost));
  const days = BigInt(Math.max(1, daysBetween(input.from, input.to).length));
  const minimum = input.minimumSaving ?? LEAST_SAVING;
  const drafts = mergeById(input.slices.flatMap((slice) => draftsFor(input, slice, total)))
    .map((draft) => ({ draft, saving: scaled(draft.savingInPeriod, SCALE_DAYS, days) }))
    .filter(({ saving }) => saving >= minimum);
  return drafts
    .map(({ draft: { savingInPeriod, ...rest }, saving }) => ({
      ...rest,
      estimatedSaving: saving,
      evidence: {
        ...rest.evidence,
        from: input.from,
        to: input.to,
        savingInPeriodUsd: formatDecimal(savingInPeriod),
      },
      overlaps: drafts
        .filter((other) => sameCalls(other.draft, { savingInPeriod, ...rest }))
        .map((other) => other.draft.id),
    }))
    .toSorted(byWorth);
}

/** An optimization as `GET /optimizations` answers it, before its life cycle is added. */
export function optimizationAnswer(item: Optimization) {
  const { estimatedSaving, ...rest } = item;
  return { ...rest, estimatedSavingUsd: formatDecimal(estimatedSaving) };
}
