import { expect, it } from 'vitest';
import { negate, ONE, parseUsd, picoUnits, ZERO_QUANTITY, ZERO_USD } from '../../../core/money/decimal.ts';
import { correctionLines } from '../../../core/usage/correction-lines.ts';

it('takes back what was billed, and no line of nothing, which would look like one of the new price', () => {
  const nothing = {
    unit: 'input_tokens',
    quantity: ZERO_QUANTITY,
    unitPrice: parseUsd('2'),
    per: ONE,
    cost: ZERO_USD,
    priceId: 'a',
  };
  const billed = { ...nothing, unit: 'output_tokens', quantity: picoUnits(ONE), cost: parseUsd('2') };
  const lines = correctionLines(parseUsd('-2'), [nothing, billed], []);
  expect(lines).toEqual([{ ...billed, quantity: negate(billed.quantity), cost: parseUsd('-2') }]);
});
