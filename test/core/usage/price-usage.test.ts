import { describe, expect, it } from 'vitest';
import { picoUsd } from '../../../core/money/decimal.ts';
import type { PriceBook, PriceRequest } from '../../../core/pricing/price-book.ts';
import { orReported, priceUsage } from '../../../core/usage/price-usage.ts';
import { anEntry } from '../../../testing/factories.ts';
import { bookOf } from '../../support/correction-ledger.ts';

const BOOK = bookOf(picoUsd(7n));
const UNPRICED = { ...priceUsage(anEntry(), BOOK), status: 'unpriced', lines: [] } as const;

describe('priceUsage', () => {
  it('asks for the price of the time of the usage, for whom and by which tags it was', () => {
    const asked: PriceRequest[] = [];
    const book: PriceBook = {
      ...BOOK,
      price: (request) => {
        asked.push(request);
        return BOOK.price(request);
      },
    };
    const entry = anEntry({ region: 'eu-west-1', attributes: { plan: 'pro' }, tags: { tier: 'gold' } });
    priceUsage({ ...entry, service: undefined }, book);
    const { provider, model, region, attributes, usage, occurredAt, userId, tags } = entry;
    expect(asked).toEqual([
      { provider, service: undefined, model, region, attributes, usage, at: occurredAt, userId, tags },
    ]);
  });

  it('is uncertain of what its sender had doubts about', () => {
    expect(priceUsage(anEntry(), BOOK).status).toBe('priced');
    expect(priceUsage(anEntry({ problems: ['a guess'] }), BOOK).status).toBe('uncertain');
  });
});

describe('orReported', () => {
  it('takes the cost that was reported where nothing has a price, and nowhere else', () => {
    const reported = picoUsd(5n);
    expect(orReported(UNPRICED, reported)).toMatchObject({ status: 'reported', cost: reported });
    expect(orReported(UNPRICED, undefined)).toBe(UNPRICED);
    const priced = priceUsage(anEntry(), BOOK);
    expect(orReported(priced, reported)).toBe(priced);
    const inPart = { ...priced, status: 'unpriced' } as const;
    expect(orReported(inPart, reported)).toBe(inPart);
  });
});
