import { ONE, picoUsd, sumUsd } from '../../core/money/decimal.ts';
import type { PriceBook, PricedLine } from '../../core/pricing/price-book.ts';

/** Pico-dollars for one unit of each model of the fault proof; what is not here has no price. */
export const PICO_PER_UNIT: Readonly<Record<string, Readonly<Record<string, bigint>>>> = {
  'acme alpha': { input_tokens: 2_500_001n, output_tokens: 10_000_003n, requests: 5_000_000_007n },
  'acme beta': { input_tokens: 150_001n, output_tokens: 600_001n },
  'zeta alpha': { input_tokens: 3_000_017n, output_tokens: 15_000_011n },
  // Known, with a price for a part of its usage only.
  'zeta gamma': { input_tokens: 75_013n },
};

/** A price book whose sums a reader can check by hand. */
export const faultPrices: PriceBook = {
  version: 'fault-proof-1',
  price({ provider, model, service, usage }) {
    const prices = PICO_PER_UNIT[`${provider} ${model}`];
    const lines: PricedLine[] = [];
    const unpriced: string[] = [];
    for (const [unit, quantity] of Object.entries(usage)) {
      const perUnit = prices?.[unit];
      if (perUnit === undefined) unpriced.push(unit);
      else {
        const unitPrice = picoUsd(perUnit);
        const cost = picoUsd((quantity * unitPrice) / ONE);
        lines.push({ unit, quantity, unitPrice, per: ONE, cost, priceId: `${model}-${unit}` });
      }
    }
    return {
      status: unpriced.length === 0 ? 'priced' : 'unpriced',
      lines,
      cost: sumUsd(lines.map((line) => line.cost)),
      unpriced,
      service: service ?? (prices ? 'llm' : 'other'),
      known: prices !== undefined,
      approximate: false,
      catalogueVersion: 'fault-proof-1',
    };
  },
};
