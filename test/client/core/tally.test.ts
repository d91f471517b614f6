import { describe, expect, it } from 'vitest';
import { addToTally, createTally, estimateTally, priceLookup } from '../../../client/core/tally.ts';

describe('a tally of events', () => {
  it('adds up parts of any name, also those that every object has', () => {
    const tally = createTally();
    const event = { provider: 'p', model: 'm', usage: { constructor: 2, toString: 1 } as never };
    addToTally(tally, event);
    addToTally(tally, event);
    const hints = ['constructor', 'toString'].map((unit) => ({
      provider: 'p',
      model: 'm',
      unit,
      unitPriceUsd: '0.5',
    }));
    expect(estimateTally(tally, priceLookup(hints))).toEqual({
      estimated: true,
      usd: '3',
      events: 2,
      unpricedEvents: 0,
    });
  });
});
