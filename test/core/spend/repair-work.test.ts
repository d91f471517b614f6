import { describe, expect, it } from 'vitest';
import { WorkGoneError } from '../../../core/jobs/work-store.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import type { Gathered } from '../../../core/spend/gather-entries.ts';
import { putAside, type RepairRuns, takeOpen, takeSlice } from '../../../core/spend/repair-work.ts';
import { sliceCount } from '../../../core/spend/sliced-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { memoryWork } from '../../../testing/memory-work.ts';

const DAY = aDay('2026-11-20');

function total(id: number) {
  return { kind: 'day', day: DAY, lane: 0, of: { kind: 'user', id: `user-${id}` } } as const;
}

/** A step that knew some totals, and added 1 to others. */
function found(known: readonly number[], sums: readonly number[]): Gathered {
  return {
    known: new Map(
      known.map((id) => [`key ${id}`, { total: total(id), version: BigInt(id), updatedAt: id }]),
    ),
    sums: new Map(
      sums.map((id) => [`key ${id}`, { total: total(id), cost: picoUsd(1n), events: 1, unpriced: 0 }]),
    ),
    open: sums.slice(0, 1).map((id) => ({ mark: { batch: 'b', partition: 'p' }, id: String(id) })),
    entries: sums.length,
    late: 0,
    next: undefined,
  };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

describe('what steps of a repair put aside', () => {
  it('comes back in slices of a bounded size, each total in one of them and added up over the steps', async () => {
    let names = 0;
    const store = memoryWork();
    const work = { store, folder: 'job/', newName: () => `run-${names++}` };
    const steps = [found(numbers(0, 400), []), found([], numbers(0, 300)), found([], numbers(200, 600))];
    let runs: RepairRuns = { totals: [], open: [] };
    for (const step of steps) runs = await putAside(step, runs, work);
    expect(await putAside(found([], []), runs, work)).toEqual(runs);
    const lines = runs.totals.reduce((sum, run) => sum + run.lines, 0);
    const slices = sliceCount(runs.totals, 10);
    expect(slices).toBeGreaterThan(lines / 10);
    const known = new Map<string, bigint>();
    const sums = new Map<string, number>();
    for (let slice = 0; slice < slices; slice++) {
      const part = await takeSlice(runs, { slice, slices }, work);
      for (const [key, { version }] of part.known) known.set(key, version);
      for (const [key, { events }] of part.sums) {
        expect(sums.has(key)).toBe(false);
        sums.set(key, events);
      }
    }
    expect(known).toEqual(new Map(numbers(0, 400).map((id) => [`key ${id}`, BigInt(id)])));
    expect(sums.size).toBe(600);
    for (const id of numbers(0, 600))
      expect([id, sums.get(`key ${id}`)]).toEqual([id, id >= 200 && id < 300 ? 2 : 1]);
    expect((await takeOpen(runs, work)).map(({ id }) => id)).toEqual(['0', '200']);
    store.texts.clear();
    await expect(takeSlice(runs, { slice: 0, slices }, work)).rejects.toThrow(WorkGoneError);
  });
});
