import { USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import type { CataloguePriceBook } from './catalogue-price-book.ts';
import type { PriceRequest } from './price-book.ts';
import type { UsageWarning } from './usage-aliases.ts';

const PARTS: ReadonlySet<string> = new Set(USAGE_UNITS);

/** What of a price book tells why nothing is priced. */
export type KnownNames = Pick<
  CataloguePriceBook,
  'otherProviders' | 'suggest' | 'partsWithoutPrice' | 'pricedParts'
>;

/**
 * Why an event will wait for a price, where its names tell: another provider has the model, the model is nearly one
 * that is known, or is not sold by what was counted. None for a name that is like no other.
 */
export function nameWarnings(
  { provider, model, service, usage }: Pick<PriceRequest, 'provider' | 'model' | 'service' | 'usage'>,
  book: KnownNames,
): UsageWarning[] {
  const [likeliest, ...others] = book.otherProviders(provider, model);
  if (likeliest !== undefined) {
    const message = `has no model of this name that is known: ${[likeliest, ...others].join(', ')} has one`;
    return [{ field: 'provider', message, suggestion: likeliest }];
  }
  const near = book.suggest(provider, model).map((one) => one.model);
  const [nearest] = near;
  if (nearest !== undefined) {
    const message = `is no model of this provider that has a price: did you mean ${near.join(' or ')}?`;
    return [{ field: 'model', message, suggestion: nearest }];
  }
  const sold = book.pricedParts(provider, model, service);
  if (sold.length === 0) return [];
  const counted = Object.keys(usage).filter((part) => PARTS.has(part) && (usage[part] ?? 0n) > 0n);
  const message = `has no price for this model, which is sold by ${sold.join(', ')}`;
  return book
    .partsWithoutPrice(provider, model, counted)
    .map((part) => ({ field: `usage.${part}`, message, suggestion: null }));
}
