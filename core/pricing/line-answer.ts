import type { WholeAnswer } from '../../contracts/api/answer-of.ts';
import type { lineSchema } from '../../contracts/api/entries.ts';
import { formatDecimal } from '../money/decimal.ts';
import type { PricedLine } from './price-book.ts';

/** A priced line as entries, quotes and JSON exports show it: amounts and quantities as decimal strings. */
export function lineAnswer(line: PricedLine): WholeAnswer<typeof lineSchema> {
  return {
    unit: line.unit,
    quantity: formatDecimal(line.quantity),
    unitPriceUsd: formatDecimal(line.unitPrice),
    per: formatDecimal(line.per),
    costUsd: formatDecimal(line.cost),
    priceId: line.priceId,
  };
}
