import { MEASURES, UNCERTAIN_EVENTS } from '../../contracts/usage-vocabulary.ts';
import { minus, ONE, picoUnits, type Quantity, ZERO_QUANTITY } from '../money/decimal.ts';
import type { EntryStatus } from '../../contracts/usage-vocabulary.ts';
import type { Entry } from './entry.ts';

type Quantities = Readonly<Record<string, Quantity>>;

const NAMES: ReadonlySet<string> = new Set(MEASURES);
const ONE_EVENT = picoUnits(ONE);

/** What is measured of an entry. */
export type Measured = Pick<Entry, 'status' | 'cost' | 'reportedCost'>;

/**
 * What totals count of an entry beside its usage: whether it is uncertain, and where prices and provider both say what
 * it cost, each of the two. Amounts are quantities of dollars.
 */
export function measuresOf({ status, cost, reportedCost }: Measured): Quantities {
  const measures: Record<string, Quantity> = {};
  if (status === 'uncertain') measures[UNCERTAIN_EVENTS] = ONE_EVENT;
  if (reportedCost !== undefined && (status === 'priced' || status === 'uncertain')) {
    measures['reported_events'] = ONE_EVENT;
    measures['reported_usd'] = picoUnits(reportedCost);
    measures['compared_usd'] = picoUnits(cost);
  }
  return measures;
}

/** What a new price changes in the measures of an entry; undefined where it changes nothing. */
export function measureChange(before: Measured, after: Measured): Quantities | undefined {
  const [from, to] = [measuresOf(before), measuresOf(after)];
  const changes = MEASURES.flatMap((name) => {
    const change = minus(to[name] ?? ZERO_QUANTITY, from[name] ?? ZERO_QUANTITY);
    return change === 0n ? [] : [[name, change] as const];
  });
  return changes.length > 0 ? Object.fromEntries(changes) : undefined;
}

/** Usage with what is measured beside it. */
export function withMeasures(usage: Quantities, measured: Measured): Quantities {
  return { ...withoutMeasures(usage), ...measuresOf(measured) };
}

/**
 * The usage that an entry brings to sums: its own; what a correction of what happened takes back or books; nothing for
 * a correction of the price, whose usage is that of the entry it corrects and is counted there.
 */
export function addedUsage({
  correctionOf,
  usage,
  adjusts,
}: Pick<Entry, 'correctionOf' | 'usage' | 'adjusts'>): Quantities {
  return correctionOf === undefined ? usage : withoutMeasures(adjusts?.usage ?? {});
}

/** 1 for what has no price. */
export function unpricedCount(status: EntryStatus): number {
  return status === 'unpriced' ? 1 : 0;
}

/** Usage alone. */
function withoutMeasures(usage: Quantities): Quantities {
  return Object.fromEntries(Object.entries(usage).filter(([unit]) => !NAMES.has(unit)));
}
