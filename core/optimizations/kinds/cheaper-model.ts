import { formatDecimal, ratio, type PicoUsd } from '../../money/decimal.ts';
import type { PriceBook } from '../../pricing/price-book.ts';
import type { Instant } from '../../time/ledger-time.ts';
import { savingOf } from './counterfactual.ts';

import { standInsFor, type StandIn } from './stand-ins.ts';
import {
  actionBase,
  sliceTitle,
  optimizationId,
  type OptimizationDraft,
  type UsageSlice,
} from './optimization.ts';

interface Found {
  readonly standIn: StandIn;
  readonly saving: PicoUsd;
}

/** A cheaper model of the same class must save a twentieth before it is worth a change. */
const LEAST_SHARE = 20n;

function best(
  book: PriceBook,
  slice: UsageSlice,
  at: Instant,
  models: readonly StandIn[],
): Found | undefined {
  let found: Found | undefined;
  for (const standIn of models) {
    const saving = savingOf(book, slice, at, { model: standIn.model });
    if (saving !== undefined && saving > (found?.saving ?? slice.cost / LEAST_SHARE))
      found = { standIn, saving };
  }
  return found;
}

function draftOf(slice: UsageSlice, { standIn, saving }: Found): OptimizationDraft {
  const to = standIn.model;
  const trial = standIn.classDown
    ? `Try ${to} on at least 100 real calls${slice.operation === undefined ? '' : ` of ${slice.operation}`} and compare the answers`
    : `Read the provider's notes on changes between ${slice.model} and ${to}`;
  return {
    id: optimizationId('cheaper-model', [slice.operation, slice.provider, slice.model, to]),
    kind: 'cheaper-model',
    title: `Use ${to} for ${sliceTitle(slice)}`,
    savingInPeriod: saving,
    effort: standIn.family.hardToSwitch ? 'high' : standIn.classDown ? 'medium' : 'low',
    risk: standIn.classDown ? 'medium' : 'low',
    guide: [
      trial,
      `Change the model of these calls from ${slice.model} to ${to}, or apply this optimization to hand ${to} out when a budget degrades`,
      ...(standIn.family.hardToSwitch
        ? ['Compute every stored vector again: vectors of two models do not compare']
        : []),
      'Watch failures and retries for a week; reject the optimization to go back',
    ],
    evidence: {
      calls: slice.calls,
      costUsd: formatDecimal(slice.cost),
      counterfactualUsd: formatDecimal(slice.cost - saving),
      savingShare: ratio(saving, slice.cost),
      family: standIn.family.name,
      sameClass: !standIn.classDown,
    },
    action: { type: 'switch-model', ...actionBase(slice), toModel: to },
  };
}

/**
 * Cheaper models for one slice, by pricing what was really used: at most the best one of the same class and the
 * best one of the class below.
 */
export function cheaperModels(book: PriceBook, slice: UsageSlice, at: Instant): OptimizationDraft[] {
  const models = standInsFor(slice.provider, slice.model);
  return [false, true]
    .map((down) =>
      best(
        book,
        slice,
        at,
        models.filter((standIn) => standIn.classDown === down),
      ),
    )
    .filter((found) => found !== undefined)
    .map((found) => draftOf(slice, found));
}
