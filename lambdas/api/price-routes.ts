import {
  priceListSchema,
  pricesQuery,
  quoteAnswerSchema,
  quoteBodySchema,
} from '../../contracts/api/prices.ts';
import { noQuery } from '../../contracts/api/status.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { instantOf } from '../../core/pricing/read-fields.ts';
import { answerQuote } from '../../core/pricing/quote.ts';
import { pageOf } from '../../core/spend/paging.ts';
import { parseExactBody } from '../../core/usage/accept-events.ts';
import { type ApiPorts, pageRequest } from './ports.ts';
import { type Route, route } from './route.ts';

/** What things cost, and what something would cost. */
export function priceRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/prices',
      summary:
        'Price rows with their history; `at` gives those in force then, `since` those that began since',
      access: 'readers',
      query: pricesQuery,
      answer: priceListSchema,
      handle: async ({ query }) => {
        const { limit, cursor } = pageRequest(query);
        const at = query.at === undefined ? undefined : instantOf(query.at);
        const book = await ports.prices.current();
        const since = query.since === undefined ? undefined : instantOf(query.since);
        const rows = book.list({ ...query, at, since });
        const { items, nextCursor } = pageOf(rows, limit, cursor);
        return {
          body: {
            catalogueVersion: book.version,
            prices: items.map(presentRow),
            total: rows.length,
            nextCursor,
          },
        };
      },
    }),
    route({
      method: 'POST',
      path: '/prices/quote',
      summary: 'What one event, or a month of usage, costs by the prices of its time',
      access: 'readers',
      query: noQuery,
      body: quoteBodySchema,
      rawBody: true,
      answer: quoteAnswerSchema,
      handle: async ({ text, now }) => ({
        body: answerQuote(await ports.prices.current(), parseExactBody(text), now),
      }),
    }),
  ];
}

/** A price row as the API shows it. */
export function presentRow(row: PriceRow) {
  const { id, layer, provider, service, sku, match, unit, unitPriceUsd, per, attributes, region } = row;
  const { tierMode, tiers, effectiveFrom, effectiveTo, source, observedAt } = row;
  return {
    id,
    layer,
    provider,
    service,
    sku,
    models: [...match],
    unit,
    unitPriceUsd,
    per,
    attributes: { ...attributes },
    region,
    tierMode,
    tiers: tiers.map(({ above, unitPriceUsd }) => ({ above, unitPriceUsd })),
    effectiveFrom,
    effectiveTo,
    source: source ?? null,
    observedAt: observedAt ?? null,
    userId: row.userId ?? null,
    tag: row.tag ? { ...row.tag } : null,
  };
}
