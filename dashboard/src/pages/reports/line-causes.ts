import type { Reconciled } from '../../api/types.ts';
import { formatCount } from '../../format/format-money.ts';

/** One line of the comparison. */
export type Line = Reconciled['lines'][number];

/** What each kind of line means. */
export const CAUSES: Readonly<Record<Line['kind'], string>> = {
  matched: 'The same on both sides',
  'missing-here': 'On the bill, not in the ledger or without a price there',
  'missing-there': 'In the ledger, not on the bill',
  'price-variance': 'Another price',
  'quantity-variance': 'Another quantity',
  'fixed-fee': 'Fees that no call has',
  tax: 'Tax',
  credit: 'Credits and discounts',
  residual: 'Not explained',
};

/** What a line means; what is in the ledger without a price is not missing there. */
export function causeOf({ kind, unpricedEvents = 0 }: Line): string {
  if (unpricedEvents === 0) return CAUSES[kind];
  return `In the ledger unpriced: ${formatCount(unpricedEvents)} ${unpricedEvents === 1 ? 'entry' : 'entries'}`;
}
