import { minus, negate, ONE, picoUnits, type PicoUsd } from '../money/decimal.ts';
import type { PricedLine } from '../pricing/price-book.ts';

/** Unit of the line that takes back or books an amount which no priced lines explain. */
export const AMOUNT_UNIT = 'amount';

/**
 * Lines of a correction, like a credit note: every line as it was taken back, every line as it should
 * be, and one amount line for what was reported and not priced. They sum to `difference`.
 */
export function correctionLines(
  difference: PicoUsd,
  current: readonly PricedLine[],
  target: readonly PricedLine[],
): PricedLine[] {
  const lines = [...current.filter(isBilled).map(reversed), ...target];
  const rest = lines.reduce((sum, line) => minus(sum, line.cost), difference);
  return rest === 0n ? lines : [...lines, amountLine(rest)];
}

/** A line of nothing has nothing to take back: it would look like a line of the new price. */
function isBilled({ quantity, cost }: PricedLine): boolean {
  return quantity !== 0n || cost !== 0n;
}

function reversed(line: PricedLine): PricedLine {
  return { ...line, quantity: negate(line.quantity), cost: negate(line.cost) };
}

function amountLine(cost: PicoUsd): PricedLine {
  return { unit: AMOUNT_UNIT, quantity: picoUnits(ONE), unitPrice: cost, per: ONE, cost, priceId: '-' };
}
