import { ONE, picoUsd, sumUsd } from '../../core/money/decimal.ts';
import type { PriceBook, PricedLine } from '../../core/pricing/price-book.ts';

type Prices = Readonly<Record<string, Readonly<Record<string, bigint>>>>;

/** Pico-dollars for one unit of each model of the fault proof; what is not here has no price. */
const FIRST: Prices = {
  'acme alpha': { input_tokens: 2_500_001n, output_tokens: 10_000_003n, requests: 5_000_000_007n },
  'acme beta': { input_tokens: 150_001n, output_tokens: 600_001n },
  'zeta alpha': { input_tokens: 3_000_017n, output_tokens: 15_000_011n },
  // Known, with a price for a part of its usage only.
  'zeta gamma': { input_tokens: 75_013n },
};

/** Prices by the version that is in force: a pack changes one, brings one and takes one away. */
export const PICO_PER_UNIT: Readonly<Record<string, Prices>> = {
  'fault-proof-1': FIRST,
  'fault-proof-2': {
    ...FIRST,
    'acme alpha': { input_tokens: 1_250_003n, output_tokens: 5_000_011n, requests: 5_000_000_007n },
    'nobody mystery': { input_tokens: 900_001n, free_form_name: 7_000_003n },
    'zeta alpha': { input_tokens: 3_000_017n },
  },
};

/** A price book whose sums a reader can check by hand. */
function priceBook(version: string, known: Prices): PriceBook {
  return {
    version,
    price({ provider, model, service, usage }) {
      const prices = known[`${provider} ${model}`];
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
        catalogueVersion: version,
      };
    },
  };
}

/** The books in the order in which they come into force. */
export const FAULT_PRICES = Object.entries(PICO_PER_UNIT).map(([version, prices]) =>
  priceBook(version, prices),
);
