import { expect, it } from 'vitest';
import { atLeast } from '../../contracts/at-least.ts';

it('says that an amount is the least where events without a price are missing from it', () => {
  expect(`${atLeast(2)}5 USD`).toBe('at least 5 USD');
  for (const none of [0, null, undefined]) expect(`${atLeast(none)}5 USD`).toBe('5 USD');
});
