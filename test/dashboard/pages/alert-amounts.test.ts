import { describe, expect, it } from 'vitest';
import { amountsOf } from '../../../dashboard/src/pages/budgets/alert-amounts.ts';

describe('the amounts of an alert', () => {
  const told = { spentUsd: '8', reachedUsd: '12', limitUsd: '10' } as const;

  it('are what was spent of a limit, and beside what else it is compared with', () => {
    expect(amountsOf({ ...told, kind: 'budget' })).toEqual({ usd: '8', words: 'of', besideUsd: '10' });
    expect(amountsOf({ ...told, kind: 'anomaly' })).toMatchObject({ usd: '8', words: 'against an expected' });
    expect(amountsOf({ ...told, kind: 'variance' })).toMatchObject({ usd: '12', besideUsd: '10' });
    expect(amountsOf({ ...told, kind: 'prices' })).toMatchObject({ usd: '12', besideUsd: '10' });
  });

  it('are none of keys and tests', () => {
    expect([amountsOf({ ...told, kind: 'keys' }), amountsOf({ ...told, kind: 'test' })]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
