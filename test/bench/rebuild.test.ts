import { describe, expect, it } from 'vitest';
import { runRebuild } from '../../bench/rebuild.ts';

describe('a rebuild of all totals', () => {
  it('comes from nothing to sums that agree three ways, and an audit then finds nothing', async () => {
    const plan = { first: '2026-11-18', days: 2, entries: 5_000 };
    const { bare, fresh, audit, sums } = await runRebuild(plan);
    expect(bare.result).toBe(plan.entries);
    expect(fresh.result).toMatchObject({ entries: plan.entries });
    expect(fresh.result.repaired).toBe(audit.result.totals);
    expect(audit.result).toMatchObject({ entries: plan.entries, repaired: 0 });
    expect(sums.map(({ events }) => events)).toEqual([plan.entries, plan.entries, plan.entries]);
    expect(new Set(sums.map(({ cost }) => cost)).size).toBe(1);
  }, 120_000);
});
