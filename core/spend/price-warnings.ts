import type { CataloguePriceBook } from '../pricing/catalogue-price-book.ts';
import { replacedRow } from '../pricing/override.ts';
import type { PriceRow } from '../pricing/price-row.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';
import { isoTime, startOfDay } from '../time/ledger-time.ts';
import type { UnpricedModel } from './read-unpriced.ts';

interface PriceWarning {
  readonly field: string;
  readonly message: string;
}

/**
 * What the sender of a price of one's own should know: it leaves usage of its model unpriced that is older than it, or
 * nobody has said which service it is of.
 */
export function priceWarnings(
  row: PriceRow,
  {
    isServiceNamed,
    unpriced,
    book,
    timeZone,
  }: {
    readonly isServiceNamed: boolean;
    readonly unpriced: readonly UnpricedModel[];
    readonly book: CataloguePriceBook;
    readonly timeZone: string;
  },
): PriceWarning[] {
  const warnings: PriceWarning[] = [];
  const from = row.effectiveFrom ?? '';
  const [first] = unpriced
    .filter(({ provider, model }) => isOf(row, provider, model, book))
    .flatMap(({ days }) => days)
    .toSorted();
  const since = first === undefined ? undefined : isoTime(startOfDay(first, timeZone));
  const isEarlier = since !== undefined && since < from;
  if (isEarlier && replacedRow({ ...row, effectiveFrom: since }, book) === undefined) {
    const message = `is ${from}, and events of this model wait for a price since ${first}: what is older than this one stays unpriced; the same price with "effectiveFrom": "${since}" and "effectiveTo": "${from}" settles it`;
    warnings.push({ field: 'effectiveFrom', message });
  }
  if (!isServiceNamed && row.service === 'other') {
    const message = `is not known of this model, so it is booked under other: say "service", such as "llm" (POST /prices/${row.id}/rollback takes this price out first)`;
    warnings.push({ field: 'service', message });
  }
  return warnings;
}

/** A price holds for its model's name, and for every name that is found to be that model. */
function isOf(row: PriceRow, provider: string, model: string, book: CataloguePriceBook): boolean {
  if (canonicalProvider(provider) !== row.provider) return false;
  return model === row.sku || book.identify(provider, model)?.model === row.sku;
}
