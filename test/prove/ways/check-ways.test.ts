import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../prove/ways/check-ways.ts';

describe('what is told of a run', () => {
  const right = { calls: 2, recorded: 2, duplicates: 4, conflicts: 0, rejected: 0, events: 2 };
  const usd = { totalUsd: '0.1', expectedUsd: '0.1' };

  it('is nothing where each call is one entry and its other reports are kept', () => {
    expect(faultsOf({ ...right, ...usd })).toEqual([]);
  });

  it('names each count that is not right', () => {
    expect(faultsOf({ ...right, ...usd, recorded: 3, totalUsd: '0.2' })).toEqual([
      'entries: 3, not 2',
      'USD in the totals of users: 0.2, not 0.1',
    ]);
    expect(faultsOf({ ...right, ...usd, duplicates: 3, conflicts: 1 })).toEqual([
      'duplicates: 3, not 4',
      'conflicts: 1, not 0',
    ]);
  });
});
