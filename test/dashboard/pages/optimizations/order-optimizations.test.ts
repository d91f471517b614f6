import { describe, expect, it } from 'vitest';
import {
  orderOptimizations,
  savingTogether,
} from '../../../../dashboard/src/pages/optimizations/order-optimizations.ts';

function optimization(
  id: string,
  estimatedSavingUsd: string,
  overlaps: string[] = [],
  status: 'pending' | 'applied' = 'pending',
) {
  return { id, estimatedSavingUsd, overlaps, status };
}

const ITEMS = [
  optimization('cheap', '2'),
  optimization('done', '100', [], 'applied'),
  optimization('big', '10.5', ['same-calls']),
  optimization('same-calls', '9', ['big', 'chained']),
  optimization('chained', '0.25', ['same-calls']),
];

describe('optimizations', () => {
  it('are ordered by what they would save, those decided upon last', () => {
    expect(orderOptimizations(ITEMS).map(({ id }) => id)).toEqual([
      'big',
      'same-calls',
      'cheap',
      'chained',
      'done',
    ]);
  });

  it('save together what no two of them save of the same calls', () => {
    expect(savingTogether(ITEMS)).toBe('12.75');
    expect(savingTogether([])).toBe('0');
  });
});
