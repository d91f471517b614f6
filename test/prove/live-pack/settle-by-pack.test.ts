import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../prove/live-pack/settle-by-pack.ts';

const RIGHT = {
  entries: 2,
  waiting: 2,
  appliedMs: 60_000,
  settledMs: 10_000,
  totalUsd: '0.5',
  expectedUsd: '0.5',
};

describe('entries that waited for a pack', () => {
  it('are as they have to be within the limits and to the last digit', () => {
    expect(faultsOf(RIGHT)).toEqual([]);
  });

  it.each([
    [{ totalUsd: '0.500000000001' }, "the users' totals are 0.500000000001 USD, not 0.5"],
    [{ appliedMs: 60_001 }, 'in force after 60001 ms'],
    [{ settledMs: 10_001 }, 'settled after 10001 ms more'],
  ])('are told where they are not: %j', (wrong, fault) => {
    expect(faultsOf({ ...RIGHT, ...wrong })).toEqual([fault]);
  });
});
