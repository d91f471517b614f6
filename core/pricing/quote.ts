import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { quoteAnswerSchema } from '../../contracts/api/prices.ts';
import {
  formatDecimal,
  minus,
  multiplyPrice,
  type Quantity,
  sumUsd,
  times,
  ZERO_QUANTITY,
} from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';
import { billedQuantity, type CataloguePriceBook } from './catalogue-price-book.ts';
import type { CompiledRow } from './compiled-row.ts';
import { lineAnswer } from './line-answer.ts';
import { nameWarnings } from './name-warnings.ts';
import type { PricedLine, PriceResult } from './price-book.ts';
import { parseQuote, type Quote, type QuotedPrice } from './quote-request.ts';
import { ledgerService } from './services.ts';
import { type UsageWarning, usageWarnings } from './usage-aliases.ts';

/** `priceId` of a line whose price came with the question. */
export const QUOTED_PRICE_ID = 'quoted';

/** The answer of `POST /prices/quote`, amounts and quantities as decimal strings. */
export type QuoteAnswer = AnswerOf<typeof quoteAnswerSchema>;

/** Answers a quote's body for one event or a month. Throws InvalidInputError that names what cannot be read. */
export function answerQuote(book: CataloguePriceBook, body: unknown, now: Instant): QuoteAnswer {
  const quote = parseQuote(body, now);
  const result = quote.month ? quoteMonth(book, quote) : quoteEvent(book, quote);
  const warnings = result.status === 'unpriced' ? warningsOf(book, quote) : [];
  return { ...formatQuote(result), ...(warnings.length > 0 && { warnings }) };
}

function warningsOf(book: CataloguePriceBook, { request, override }: Quote): UsageWarning[] {
  const usage = Object.fromEntries(Object.entries(request.usage).filter(([unit]) => !override.has(unit)));
  return [...usageWarnings(usage, request.provider), ...nameWarnings({ ...request, usage }, book)];
}

/** Prices one event; prices that came with the question go first. */
function quoteEvent(book: CataloguePriceBook, quote: Quote): PriceResult {
  const { override } = quote;
  const usage = book.billableUsage(quote.request);
  const result = book.price({ ...quote.request, usage });
  const own = Object.entries(usage).flatMap(([unit, quantity]) => {
    const price = override.get(unit);
    return price && quantity > 0n ? [line(unit, quantity, price, QUOTED_PRICE_ID)] : [];
  });
  const others = result.lines.filter(({ unit }) => !override.has(unit));
  const unpriced = result.unpriced.filter((unit) => !override.has(unit));
  return withLines({ ...result, unpriced }, ordered([...own, ...others], usage), own.length > 0);
}

/**
 * Rates a month's quantities: chunks and minimums, then the allowance, then billing blocks, then
 * graduated tiers. A price by context stays at its first tier: a month does not know its requests.
 */
function quoteMonth(book: CataloguePriceBook, quote: Quote): PriceResult {
  const { override, month } = quote;
  const subscription = month?.subscription ?? ZERO_QUANTITY;
  const events = book.billableUsage(quote.request);
  const usage = subscription > 0n ? { subscription, ...events } : events;
  const request = { ...quote.request, usage };
  const event = quoteEvent(book, { request, override });
  const lines = event.lines.flatMap((priced) => {
    if (priced.quantity === 0n) return [priced];
    const included = month?.included[priced.unit] ?? ZERO_QUANTITY;
    const own = override.get(priced.unit);
    const row = own ? undefined : book.rowFor(request, priced.unit);
    if (row) {
      const billed = billedQuantity(row, usage[priced.unit] ?? ZERO_QUANTITY, usage);
      return monthLines(row, minus(billed, included));
    }
    const left = minus(priced.quantity, included);
    return own && left > 0n ? [line(priced.unit, left, own, QUOTED_PRICE_ID)] : [];
  });
  return withLines(event, lines, override.size > 0);
}

function monthLines({ unit, row, cliff, charges }: CompiledRow, quantity: Quantity): PricedLine[] {
  if (quantity <= 0n) return [];
  const { price, per, tiers, monthBlock } = charges;
  const billed = roundUp(quantity, monthBlock);
  if (cliff || tiers.length === 0) return [line(unit, billed, { unitPrice: price, per }, row.id)];
  const steps = [{ above: ZERO_QUANTITY, price }, ...tiers.toReversed()];
  return steps.flatMap((step, index) => {
    const end = steps[index + 1]?.above;
    const top = end === undefined || billed < end ? billed : end;
    if (top <= step.above) return [];
    return [line(unit, minus(top, step.above), { unitPrice: step.price, per }, row.id)];
  });
}

function roundUp(quantity: Quantity, block: Quantity): Quantity {
  return block === 0n ? quantity : times(block, (quantity + block - 1n) / block);
}

function line(unit: string, quantity: Quantity, price: QuotedPrice, priceId: string): PricedLine {
  const { unitPrice, per } = price;
  return { unit, quantity, unitPrice, per, cost: multiplyPrice(quantity, unitPrice, per), priceId };
}

function ordered(lines: readonly PricedLine[], usage: Readonly<Record<string, Quantity>>): PricedLine[] {
  const order = Object.keys(usage);
  return [...lines].sort((a, b) => order.indexOf(a.unit) - order.indexOf(b.unit));
}

function withLines(result: PriceResult, lines: readonly PricedLine[], overridden: boolean): PriceResult {
  const known = result.known || overridden;
  return {
    ...result,
    lines,
    cost: sumUsd(lines.map(({ cost }) => cost)),
    known,
    status: known && result.unpriced.length === 0 ? 'priced' : 'unpriced',
  };
}

/** The result as the interface writes it. */
function formatQuote(result: PriceResult): QuoteAnswer {
  return {
    costUsd: formatDecimal(result.cost),
    status: result.status,
    lines: result.lines.map(lineAnswer),
    unpriced: result.unpriced,
    service: ledgerService(result.service),
    known: result.known,
    approximate: result.approximate,
    catalogueVersion: result.catalogueVersion,
  };
}
