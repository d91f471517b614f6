import { expect, it } from 'vitest';
import { picoUsd } from '../../../core/money/decimal.ts';
import { nextCorrectionId, standing } from '../../../core/usage/entry-chain.ts';
import { anEntry } from '../../../testing/factories.ts';

const entry = anEntry({ id: 'a', service: 'other', cost: picoUsd(0n), status: 'unpriced' });
const out = anEntry({
  id: 'a~a0001',
  correctionOf: 'a',
  cost: picoUsd(0n),
  adjusts: { events: -1, unpriced: -1 },
});
const anew = anEntry({
  id: 'a~a0002',
  correctionOf: 'a',
  service: 'llm',
  userId: 'user-7',
  cost: picoUsd(5n),
  adjusts: { events: 1, unpriced: 0 },
});

it('stands as it was booked anew, and not at all once it was taken out', () => {
  expect(standing({ entry, corrections: [] })).toEqual(entry);
  expect(standing({ entry, corrections: [out] })).toBeUndefined();
  expect(standing({ entry, corrections: [out, anew] })).toMatchObject({
    id: 'a',
    service: 'llm',
    userId: 'user-7',
    cost: 5n,
    status: 'priced',
  });
});

it('names corrections in their order', () => {
  expect(nextCorrectionId({ entry, corrections: [out, anew] })).toBe('a~a0003');
});
