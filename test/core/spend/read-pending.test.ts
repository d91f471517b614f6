import { describe, expect, it } from 'vitest';
import { PREFIX } from '../../../contracts/table-layout.ts';
import { readOnTheWay } from '../../../core/spend/read-pending.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const totals = {
  counts: () => Promise.resolve({ events: 5, cost: 0n, unpriced: 0, outcomes: new Map() }) as never,
};
const marks = { tallies: () => Promise.resolve([]) };

describe('readOnTheWay', () => {
  it('is nothing where nothing waits', async () => {
    const queue = { waiting: () => Promise.resolve(0) };
    expect(await readOnTheWay(totals, marks, queue, NOW)).toEqual({ uncounted: 0, queued: 0 });
  });

  it('counts what is recorded and not in totals, and does without a queue that does not answer', async () => {
    const key = { partition: `${PREFIX.entry}2026-11-20#0`, batch: 'b' };
    const open = { key, startedAt: NOW - 1000, used: 3, applied: 1 };
    const tallies = (at: number) => Promise.resolve(at === NOW ? [open as never] : []);
    const queue = { waiting: () => Promise.reject(new Error('no answer')) };
    const found = await readOnTheWay(totals, { tallies }, queue, NOW);
    expect(found).toEqual({ uncounted: 2, queued: undefined });
  });
});
