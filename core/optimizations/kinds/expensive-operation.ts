import { formatDecimal, type PicoUsd, picoUsd, ratio } from '../../money/decimal.ts';
import {
  actionBase,
  entriesRequest,
  sliceTitle,
  optimizationId,
  type OptimizationDraft,
  type UsageSlice,
} from './optimization.ts';

/** An operation that takes a fifth of all spend is worth a look. */
const LEAST_SHARE = 5n;
/** Assumed where the spread of its calls was not measured: a look finds a tenth. Said in the evidence. */
const ASSUMED_PERCENT = 10n;
/** No look takes more of an operation than its half: a long call may be long for a reason. */
const MOST_PERCENT = 50n;

/** An optimization: look at the operations (on one model) that take most of the spend. */
export function expensiveOperation(slice: UsageSlice, totalCost: PicoUsd): OptimizationDraft[] {
  if (slice.calls <= 0 || slice.cost <= 0n || slice.cost * LEAST_SHARE < totalCost) return [];
  const measured = slice.excessCost !== undefined;
  const most = percentOf(slice, MOST_PERCENT);
  const expected = slice.excessCost ?? percentOf(slice, ASSUMED_PERCENT);
  const saving = expected < most ? expected : most;
  return [
    {
      id: optimizationId('expensive-operation', [slice.operation, slice.provider, slice.model]),
      kind: 'expensive-operation',
      title: `Look at ${sliceTitle(slice)}: it is a large part of the spend`,
      savingInPeriod: saving,
      effort: 'high',
      risk: 'low',
      guide: [
        `List its most expensive calls of a day, with that day in the place of DAY: ${entriesRequest(slice, { sort: 'cost', from: 'DAY', to: 'DAY' })}`,
        'Limit output tokens and shorten the input of calls far above the median',
        'Set a budget on the operation’s resources, so that a single one cannot run away',
      ],
      evidence: {
        calls: slice.calls,
        costUsd: formatDecimal(slice.cost),
        costPerCallUsd: formatDecimal(slice.cost / BigInt(slice.calls)),
        shareOfSpend: ratio(slice.cost, totalCost),
        excessMeasured: measured,
        ...(slice.excessCost === undefined ? {} : { excessUsd: formatDecimal(slice.excessCost) }),
      },
      action: { type: 'review-operation', ...actionBase(slice) },
    },
  ];
}

function percentOf({ cost }: UsageSlice, percent: bigint): PicoUsd {
  return picoUsd((cost * percent) / 100n);
}
