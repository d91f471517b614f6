import { expect, it } from 'vitest';
import { negate, ONE, picoUnits, picoUsd } from '../../../core/money/decimal.ts';
import { bookedAnew, takenOut } from '../../../core/usage/rebooked.ts';
import { anEntry } from '../../../testing/factories.ts';

it('takes out what booking adds, amount, count, usage and what is measured beside it', () => {
  const usage = { input_tokens: picoUnits(5n * ONE) };
  const entry = anEntry({ usage, cost: picoUsd(7n), reportedCost: picoUsd(9n), status: 'uncertain' });
  const [out, anew] = [takenOut(entry), bookedAnew(entry)];
  expect(out.cost).toBe(negate(anew.cost));
  expect(out.reportedCost).toBe(-9n);
  expect(out.adjusts?.events).toBe(-1);
  expect(anew.adjusts?.events).toBe(1);
  const added = Object.entries(anew.adjusts?.usage ?? {});
  expect(added.map(([unit]) => unit)).toEqual([
    'input_tokens',
    'uncertain_events',
    'reported_events',
    'reported_usd',
    'compared_usd',
  ]);
  for (const [unit, quantity] of added) expect(out.adjusts?.usage?.[unit]).toBe(negate(quantity));
});

it('takes what waits for a price out of what waits', () => {
  const entry = anEntry({ status: 'unpriced', cost: picoUsd(0n) });
  expect(takenOut(entry)).toMatchObject({ status: 'priced', adjusts: { unpriced: -1 } });
  expect(bookedAnew(entry)).toMatchObject({ status: 'unpriced', adjusts: { unpriced: 1 } });
});
