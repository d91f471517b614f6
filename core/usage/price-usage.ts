import type { EntryStatus } from '../../contracts/usage-vocabulary.ts';
import type { PicoUsd } from '../money/decimal.ts';
import type { PriceBook, PriceResult } from '../pricing/price-book.ts';
import type { Entry } from './entry.ts';

/** What of an entry its price depends on; `service` undefined lets the prices say which. */
type PricedFacts = Pick<
  Entry,
  'provider' | 'model' | 'region' | 'attributes' | 'usage' | 'occurredAt' | 'userId' | 'tags' | 'problems'
> & { readonly service: string | undefined };

/** A price with what an entry says of it. */
type UsagePrice = Omit<PriceResult, 'status'> & { readonly status: EntryStatus };

/** Prices usage at its own time; what its sender had doubts about is uncertain at any price. */
export function priceUsage(facts: PricedFacts, book: PriceBook): UsagePrice {
  const { provider, service, model, region, attributes, usage, occurredAt, userId, tags, problems } = facts;
  const request = { provider, service, model, region, attributes, usage, at: occurredAt, userId, tags };
  const price = book.price(request);
  const isUncertain = price.status === 'priced' && (problems?.length ?? 0) > 0;
  return { ...price, status: isUncertain ? 'uncertain' : price.status };
}

/** The cost that was reported, where nothing of the usage has a price. */
export function orReported(price: UsagePrice, reportedCost: PicoUsd | undefined): UsagePrice {
  if (price.status !== 'unpriced' || price.lines.length > 0 || reportedCost === undefined) return price;
  return { ...price, status: 'reported', cost: reportedCost };
}
