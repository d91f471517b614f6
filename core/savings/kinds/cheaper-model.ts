import { formatDecimal, ratio, type PicoUsd } from '../../money/decimal.ts';
import type { PriceBook } from '../../pricing/price-book.ts';
import type { Instant } from '../../time/ledger-time.ts';
import { savingOf } from './counterfactual.ts';

import { standInsFor, type StandIn } from './stand-ins.ts';
import { actionBase, sliceTitle, optimizationId, type Draft, type UsageSlice } from './optimization.ts';

interface Found {
  readonly stand: StandIn;
  readonly saving: PicoUsd;
}

/** A cheaper model of the same class must save a twentieth before it is worth a change. */
const LEAST_SHARE = 20n;

function best(
  book: PriceBook,
  slice: UsageSlice,
  at: Instant,
  stands: readonly StandIn[],
): Found | undefined {
  let found: Found | undefined;
  for (const stand of stands) {
    const saving = savingOf(book, slice, at, { model: stand.model });
    if (saving !== undefined && saving > (found?.saving ?? slice.cost / LEAST_SHARE))
      found = { stand, saving };
  }
  return found;
}

function draftOf(slice: UsageSlice, { stand, saving }: Found): Draft {
  const to = stand.model;
  const trial = stand.classDown
    ? `Try ${to} on at least 100 real ${slice.operation ?? 'calls'} and compare the answers`
    : `Read the provider's notes on changes between ${slice.model} and ${to}`;
  return {
    id: optimizationId('cheaper-model', [slice.operation, slice.provider, slice.model, to]),
    kind: 'cheaper-model',
    title: `Use ${to} for ${sliceTitle(slice)}`,
    savingInPeriod: saving,
    effort: stand.family.hardToSwitch ? 'high' : stand.classDown ? 'medium' : 'low',
    risk: stand.classDown ? 'medium' : 'low',
    guide: [
      trial,
      `Change the model of these calls from ${slice.model} to ${to}, or apply this optimization to hand ${to} out when a budget degrades`,
      ...(stand.family.hardToSwitch
        ? ['Compute every stored vector again: vectors of two models do not compare']
        : []),
      'Watch failures and retries for a week; reject the optimization to go back',
    ],
    evidence: {
      calls: slice.calls,
      costUsd: formatDecimal(slice.cost),
      counterfactualUsd: formatDecimal(slice.cost - saving),
      savingShare: ratio(saving, slice.cost),
      family: stand.family.name,
      sameClass: !stand.classDown,
    },
    action: { type: 'switch-model', ...actionBase(slice), toModel: to },
  };
}

/**
 * Cheaper models for one slice, by pricing what was really used: at most the best one of the same class and the
 * best one of the class below.
 */
export function cheaperModels(book: PriceBook, slice: UsageSlice, at: Instant): Draft[] {
  const stands = standInsFor(slice.provider, slice.model);
  return [false, true]
    .map((down) =>
      best(
        book,
        slice,
        at,
        stands.filter((stand) => stand.classDown === down),
      ),
    )
    .filter((found) => found !== undefined)
    .map((found) => draftOf(slice, found));
}
