import {
  type Decimal,
  parseDecimal,
  parseQuantity,
  parseUsd,
  type PicoUsd,
  type Quantity,
  ZERO_QUANTITY,
} from '../money/decimal.ts';
import type { PriceRow } from './price-row.ts';

/** A unit's price; price ÷ per = share ÷ whole in lowest terms, so that amounts stay short numbers. */
export interface UnitPrice {
  readonly price: PicoUsd;
  readonly share: bigint;
  readonly whole: bigint;
}

interface CompiledTier extends UnitPrice {
  readonly above: Quantity;
  readonly including: boolean;
}

/** What a row charges, parsed. */
export interface Charges extends UnitPrice {
  readonly per: Decimal;
  /** Highest step first. */
  readonly tiers: readonly CompiledTier[];
  readonly minimum: Quantity;
  /** 0: no block. */
  readonly monthBlock: Quantity;
}

function unitPrice(price: PicoUsd, per: Decimal): UnitPrice {
  let [a, b]: [bigint, bigint] = [price, per];
  while (b !== 0n) [a, b] = [b, a % b];
  return { price, share: price / a, whole: per / a };
}

/**
 * Parses what a row charges.
 * @throws Error when one of its texts is no decimal
 */
export function parseCharges(row: PriceRow): Charges {
  const per = parseDecimal(row.per);
  return {
    ...unitPrice(parseUsd(row.unitPriceUsd), per),
    per,
    tiers: row.tiers
      .map((tier) => ({
        above: parseQuantity(tier.above),
        including: tier.including === true,
        ...unitPrice(parseUsd(tier.unitPriceUsd), per),
      }))
      .toReversed(),
    minimum: row.minQuantity === null ? ZERO_QUANTITY : parseQuantity(row.minQuantity),
    monthBlock: row.monthBlock === null ? ZERO_QUANTITY : parseQuantity(row.monthBlock),
  };
}
