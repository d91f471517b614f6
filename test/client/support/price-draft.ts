import type { UsageDraft } from '../../../client/core/usage-event.ts';
import { formatDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { createCataloguePriceBook } from '../../../core/pricing/catalogue.ts';

const book = createCataloguePriceBook();

/** What the ledger's own price book makes of a draft. */
export function priceDraft(draft: UsageDraft) {
  const usage = Object.fromEntries(
    Object.entries(draft.usage)
      .filter((part) => part[1] !== undefined)
      .map(([part, quantity]) => [part, parseQuantity(String(quantity))]),
  );
  const at = Date.UTC(2026, 10, 21);
  const { provider, service, model, region, attributes = {} } = draft;
  const { status, cost, unpriced } = book.price({ provider, service, model, region, attributes, usage, at });
  return { status, usd: formatDecimal(cost), unpriced };
}
