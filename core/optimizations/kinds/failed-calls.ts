import { formatDecimal, minus, picoUsd, plus, ratio, ZERO_USD } from '../../money/decimal.ts';
import {
  actionBase,
  entriesRequest,
  sliceTitle,
  optimizationId,
  type OptimizationDraft,
  type UsageSlice,
} from './optimization.ts';

/** One percent of the cost failing is ordinary; only what is above it counts as avoidable. */
const ORDINARY_PERCENT = 1n;

/** An optimization: stop calls that were paid for and gave nothing: failed ones, and repeats of paid work. */
export function failedCalls(slice: UsageSlice): OptimizationDraft[] {
  const failed = slice.failedCost ?? ZERO_USD;
  const repeated = slice.repeatedCost ?? ZERO_USD;
  const saving = minus(plus(failed, repeated), picoUsd((slice.cost * ORDINARY_PERCENT) / 100n));
  if (saving <= 0n) return [];
  return [
    {
      id: optimizationId('failed-calls', [slice.operation, slice.provider, slice.model]),
      kind: 'failed-calls',
      title: `Stop paying for failed and repeated calls of ${sliceTitle(slice)}`,
      savingInPeriod: saving,
      effort: 'medium',
      risk: 'none',
      guide: [
        `List them, newest first: ${entriesRequest(slice, { outcome: 'failure' })}`,
        'Check input before the call; give time-outs and token limits that fit the answers that succeed',
        'Retry only what can succeed, with backoff, and keep the answer of a call that was paid for',
      ],
      evidence: {
        calls: slice.calls,
        costUsd: formatDecimal(slice.cost),
        failedCalls: slice.failedCalls ?? 0,
        failedUsd: formatDecimal(failed),
        repeatedCalls: slice.repeatedCalls ?? 0,
        repeatedUsd: formatDecimal(repeated),
        wastedShare: ratio(failed + repeated, slice.cost),
      },
      action: { type: 'stop-failing-calls', ...actionBase(slice) },
    },
  ];
}
