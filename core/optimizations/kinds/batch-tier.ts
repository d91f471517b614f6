import { formatDecimal, ratio } from '../../money/decimal.ts';
import type { PriceBook } from '../../pricing/price-book.ts';
import type { Instant } from '../../time/ledger-time.ts';
import { savingOf } from './counterfactual.ts';
import {
  actionBase,
  sliceTitle,
  optimizationId,
  type OptimizationDraft,
  type UsageSlice,
} from './optimization.ts';

const BATCH = { service_tier: 'batch' };
const ALREADY_CHEAPER = new Set(['batch', 'flex']);
/** Names that tell of work that can wait; only asked when the slice does not say. */
const BACKGROUND =
  /(^|[^a-z])(batch|nightly|daily|weekly|backfill|bulk|index|indexing|import|report|digest|archive|evaluation|eval|offline|reindex)([^a-z]|$)/;

function mayWait(slice: UsageSlice): boolean {
  if (slice.interactive !== undefined) return !slice.interactive;
  return BACKGROUND.test((slice.operation ?? '').toLowerCase());
}

/** An optimization: send work that is not interactive through the provider's batch tier, where it has a price. */
export function batchTier(book: PriceBook, slice: UsageSlice, at: Instant): OptimizationDraft[] {
  if (!mayWait(slice) || ALREADY_CHEAPER.has(slice.attributes['service_tier'] ?? '')) return [];
  const saving = savingOf(book, slice, at, { attributes: { ...slice.attributes, ...BATCH } });
  if (saving === undefined || saving <= 0n) return [];
  return [
    {
      id: optimizationId('batch-tier', [slice.operation, slice.provider, slice.model]),
      kind: 'batch-tier',
      title: `Send ${sliceTitle(slice)} through the batch tier`,
      savingInPeriod: saving,
      effort: 'medium',
      risk: slice.interactive === undefined ? 'medium' : 'low',
      guide: [
        'Collect the calls of this operation and send them as one batch job; answers come within 24 hours',
        'Record their usage with "attributes": {"service_tier": "batch"}',
        'Keep the interactive path for calls that cannot wait',
      ],
      evidence: {
        calls: slice.calls,
        costUsd: formatDecimal(slice.cost),
        counterfactualUsd: formatDecimal(slice.cost - saving),
        savingShare: ratio(saving, slice.cost),
        interactiveKnown: slice.interactive !== undefined,
      },
      action: { type: 'use-batch-tier', ...actionBase(slice), attributes: BATCH },
    },
  ];
}
