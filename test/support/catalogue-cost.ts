import { formatDecimal, parseQuantity } from '../../core/money/decimal.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';

const book = createPriceBook();

interface Asked {
  readonly usage: Readonly<Record<string, number>>;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly region?: string;
  readonly at?: string;
}

/**
 * What the catalogue makes of a call, on 29 November 2026 unless said: the cost as decimal text, or `unpriced` with the
 * parts.
 */
export function catalogueCost(
  provider: string,
  model: string,
  { usage, attributes = {}, region, at }: Asked,
): string {
  const result = book.price({
    provider,
    model,
    attributes,
    region,
    usage: Object.fromEntries(
      Object.entries(usage).map(([unit, quantity]) => [unit, parseQuantity(String(quantity))]),
    ),
    at: Date.parse(at ?? '2026-11-29T12:00:00Z'),
  });
  return result.status === 'priced'
    ? formatDecimal(result.cost)
    : `unpriced ${result.unpriced.join(', ')}`.trim();
}
