import type {
  Effort,
  OptimizationActionType,
  OptimizationKind,
  Risk,
} from '../../../contracts/optimization-vocabulary.ts';
import { formatDecimal, type PicoUsd, type Quantity } from '../../money/decimal.ts';
import { shortHash } from '../../pricing/short-hash.ts';

/**
 * What was really used in a period by one operation on one model, summed over its calls. One slice for each
 * different (operation, provider, model, region, attributes).
 */
export interface UsageSlice {
  /** Absent: calls that named no operation. */
  readonly operation?: string | undefined;
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly region?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  /** Sums of the parts of all calls, failed ones too. */
  readonly usage: Readonly<Record<string, Quantity>>;
  readonly calls: number;
  /** Sum of the cost of all calls. */
  readonly cost: PicoUsd;
  /** Part of `cost`: calls whose outcome is not `success`. */
  readonly failedCalls?: number | undefined;
  readonly failedCost?: PicoUsd | undefined;
  /** Part of `cost`, disjoint from the failed ones: successful calls with attempt 2 or more after a paid success. */
  readonly repeatedCalls?: number | undefined;
  readonly repeatedCost?: PicoUsd | undefined;
  /** A person waits for the answer. Absent: not known; only telling names are then taken for batch work. */
  readonly interactive?: boolean | undefined;
  /** Part of `input_tokens` known to be the same as in an earlier call; absent: not measured. */
  readonly repeatedInputTokens?: Quantity | undefined;
  /** What calls cost above three times the operation's median call, summed; absent: not measured. */
  readonly excessCost?: PicoUsd | undefined;
}

/** The one thing to do, in words a program understands. Absent `operation`: calls that name none. */
export interface OptimizationAction {
  readonly type: OptimizationActionType;
  readonly operation?: string | undefined;
  readonly provider: string;
  readonly model: string;
  /** `switch-model`: the model to use instead, of the same provider. */
  readonly toModel?: string | undefined;
  /** `use-batch-tier`: the attribute that the calls then carry. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** What the realised saving is measured against: the figures of the period it was found in. */
  readonly baseline: { readonly calls: number; readonly costUsd: string; readonly wastedUsd: string };
}

/** One way to spend less, complete enough to act on without asking. */
export interface Optimization {
  /** The same optimization has the same id in every run. */
  readonly id: string;
  readonly kind: OptimizationKind;
  readonly title: string;
  /** What 30 days at the period's pace would save. */
  readonly estimatedSaving: PicoUsd;
  readonly effort: Effort;
  readonly risk: Risk;
  /** Steps for people, in order. */
  readonly guide: readonly string[];
  /** The figures behind the estimate; amounts are of the period itself. */
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
  readonly action: OptimizationAction;
  /** Ids of optimizations of the same calls: their savings do not add up. */
  readonly overlaps: readonly string[];
}

/** An optimization before it is put on a scale of 30 days and ranked. */
export type OptimizationDraft = Omit<Optimization, 'estimatedSaving' | 'overlaps'> & {
  readonly savingInPeriod: PicoUsd;
};

/** An id from what the optimization changes, whatever the figures are. */
export function optimizationId(kind: OptimizationKind, parts: readonly (string | undefined)[]): string {
  return `${kind}-${shortHash(JSON.stringify(parts.map((part) => part ?? null)))}`;
}

/** The words of a slice for titles: `script-generation on gpt-4o`. */
export function sliceTitle(slice: UsageSlice): string {
  return `${slice.operation ?? 'calls without an operation'} on ${slice.model}`;
}

/** A request that lists a slice's entries, as it can be sent; `more` are further parts of its query. */
export function entriesRequest(
  { operation, provider, model }: UsageSlice,
  more: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams({
    provider,
    model,
    ...(operation === undefined ? {} : { operation }),
    ...more,
  });
  return `GET /entries?${query.toString()}`;
}

/** The part of an action that every kind shares. */
export function actionBase(slice: UsageSlice) {
  const wasted = (slice.failedCost ?? 0n) + (slice.repeatedCost ?? 0n);
  const { operation, provider, model, calls, cost } = slice;
  return {
    ...(operation === undefined ? {} : { operation }),
    provider,
    model,
    baseline: { calls, costUsd: formatDecimal(cost), wastedUsd: formatDecimal(wasted) },
  };
}
