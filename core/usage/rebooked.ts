import { negate, type Quantity } from '../money/decimal.ts';
import { correctionLines } from './correction-lines.ts';
import type { Entry } from './entry.ts';
import { unpricedCount, withMeasures } from './measures.ts';

/** What either half of a rebooking says of a correction beside its reason. */
type Half = Pick<Entry, 'lines' | 'cost' | 'reportedCost' | 'status' | 'adjusts'>;

/** The half that takes an entry as it stands out of all totals, whole. */
export function takenOut(current: Entry): Half {
  const cost = negate(current.cost);
  return {
    lines: correctionLines(cost, current.lines, []),
    cost,
    reportedCost: current.reportedCost === undefined ? undefined : negate(current.reportedCost),
    // It leaves nothing behind that could wait for a price.
    status: 'priced',
    adjusts: {
      events: -1,
      unpriced: 0 - unpricedCount(current.status),
      usage: negated(withMeasures(current.usage, current)),
    },
  };
}

/** The half that books an entry anew, as it should have been. */
export function bookedAnew(wanted: Entry): Half {
  const { lines, cost, reportedCost, status, usage } = wanted;
  const adjusts = { events: 1, unpriced: unpricedCount(status), usage: withMeasures(usage, wanted) };
  return { lines, cost, reportedCost, status, adjusts };
}

function negated(usage: Readonly<Record<string, Quantity>>): Record<string, Quantity> {
  return Object.fromEntries(Object.entries(usage).map(([unit, quantity]) => [unit, negate(quantity)]));
}
