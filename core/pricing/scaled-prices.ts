import {
  type Decimal,
  formatDecimal,
  multiplyPrice,
  ONE,
  type PicoUsd,
  scaled,
  sumUsd,
} from '../money/decimal.ts';
import { isMeant } from './model-identity.ts';
import type { PriceBook, PricedLine } from './price-book.ts';
import { keptProvider } from './provider-names.ts';

/** All prices of a model times a factor, such as a bill says. */
export interface PriceFactor {
  readonly provider: string;
  /** Means its dated ids too. */
  readonly model: string;
  readonly factor: Decimal;
}

/** A book whose prices of some models are multiplied; the first factor that means a model counts. */
export function scaledPrices(book: PriceBook, factors: readonly PriceFactor[]): PriceBook {
  if (factors.length === 0) return book;
  return {
    version: book.version,
    price(request) {
      const result = book.price(request);
      const found = factors.find(
        ({ provider, model }) =>
          keptProvider(provider) === keptProvider(request.provider) && isMeant(model, request.model),
      );
      if (!found) return result;
      const lines = result.lines.map((line) => scaledLine(line, found.factor));
      return { ...result, lines, cost: sumUsd(lines.map(({ cost }) => cost)) };
    },
  };
}

/** Its unit price is exact to 12 decimals, and its cost follows from it as of any line. */
function scaledLine(line: PricedLine, factor: Decimal): PricedLine {
  const unitPrice: PicoUsd = scaled(line.unitPrice, factor, ONE);
  const cost = multiplyPrice(line.quantity, unitPrice, line.per);
  return { ...line, unitPrice, cost, priceId: `${line.priceId} x ${formatDecimal(factor)}` };
}
