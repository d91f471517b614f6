import {
  formatDecimal,
  minus,
  negate,
  ONE,
  picoUnits,
  type PicoUsd,
  type Quantity,
  scaled,
  ZERO_QUANTITY,
  ZERO_USD,
} from '../money/decimal.ts';
import type { PricedLine } from '../pricing/price-book.ts';
import { AMOUNT_UNIT } from '../usage/correction-lines.ts';
import { focusUnit } from './focus-vocabulary.ts';
import type { ExportEntry } from './export-entry.ts';

/** One charge of an entry. Prices are absent where the ledger has none: an unknown price is never 0. */
export interface Charge {
  readonly cost: PicoUsd;
  readonly unitPrice?: PicoUsd;
  readonly pricingQuantity: Quantity;
  readonly pricingUnit: string;
  readonly quantity: Quantity;
  readonly unit: string;
  readonly meter: string;
  readonly priceId: string;
  readonly status: string;
}

function lineCharge(line: PricedLine): Charge {
  const unit = focusUnit(line.unit);
  return {
    cost: line.cost,
    unitPrice: line.unitPrice,
    pricingQuantity: line.per === ONE ? line.quantity : scaled(line.quantity, ONE, line.per),
    pricingUnit: line.per === ONE ? unit : `${formatDecimal(line.per)} ${unit}`,
    quantity: line.quantity,
    unit,
    meter: line.unit,
    priceId: line.priceId,
    status: 'priced',
  };
}

function unpricedCharge(meter: string, quantity: Quantity): Charge {
  const unit = focusUnit(meter);
  const common = { pricingQuantity: quantity, pricingUnit: unit, quantity, unit, meter };
  return { ...common, cost: ZERO_USD, priceId: '', status: 'unpriced' };
}

/**
 * What an entry costs beyond its lines: a cost the provider reported, or the amount of a correction, which takes a
 * charge back where it is negative: prices are not.
 */
function amountCharge(cost: PicoUsd, status: string): Charge {
  const quantity = cost < 0n ? negate(picoUnits(ONE)) : picoUnits(ONE);
  const common = { pricingQuantity: quantity, pricingUnit: 'Charges', quantity, unit: 'Charges' };
  return { ...common, cost, unitPrice: cost < 0n ? negate(cost) : cost, meter: '', priceId: '', status };
}

/** The charges of an entry; their costs add up to the entry's to the last digit. */
export function chargesOf(entry: ExportEntry): Charge[] {
  const charges = entry.lines.map((line) =>
    line.unit === AMOUNT_UNIT ? amountCharge(line.cost, entry.status) : lineCharge(line),
  );
  const rest = entry.lines.reduce((left, line) => minus(left, line.cost), entry.cost);
  for (const meter in entry.waiting) {
    charges.push(unpricedCharge(meter, entry.waiting[meter] ?? ZERO_QUANTITY));
  }
  if (rest !== 0n || charges.length === 0) charges.push(amountCharge(rest, entry.status));
  return charges;
}
