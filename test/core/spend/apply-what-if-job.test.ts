import { describe, expect, it } from 'vitest';
import type { Job } from '../../../core/jobs/job.ts';
import { ONE, parseUsd, picoUnits, picoUsd } from '../../../core/money/decimal.ts';
import { applyWhatIfKind } from '../../../core/spend/apply-what-if-job.ts';
import { sumUsd } from '../../../core/money/decimal.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { flatPrices } from '../../../testing/factories.ts';
import { ledgerOf } from '../../support/correction-ledger.ts';
import { dayPages } from '../../support/day-pages.ts';
import { stepsToEnd } from '../../support/job.ts';
import { entryAt } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');
const INPUT = { whatIf: 'w1', reason: 'new contract', input: { from: '2026-11-20', to: '2026-11-21' } };

/** An entry of so many tokens, each of which costs 2 by the flat prices. */
function entryOf(day: number, index: number, more: Partial<Entry> = {}): Entry {
  return entryAt(`2026-11-${day}T10:00:00Z`, {
    id: `e${index}`,
    usage: { input_tokens: picoUnits(BigInt(index) * ONE) },
    cost: picoUsd(6n),
    ...more,
  });
}

const ENTRIES = [1, 2, 3, 4, 5].flatMap((index) => [entryOf(20, index), entryOf(21, index)]);

function apply(entries: readonly Entry[], perStep?: number) {
  const { ledger, all, newBatch } = ledgerOf(entries);
  const ports = {
    entries: dayPages(entries, 2),
    bookWith: () => Promise.resolve(flatPrices),
    clock: { now: () => NOW },
    newBatch,
  };
  const kind = perStep === undefined ? applyWhatIfKind(ports) : applyWhatIfKind(ports, perStep);
  const step = (state?: unknown, deadline = Infinity) =>
    kind.step({ id: 'job', createdAt: NOW, input: INPUT, state } as Job, deadline);
  const toEnd = () => stepsToEnd(step);
  const costOf = (day: string) =>
    sumUsd(
      all()
        .filter((entry) => entry.day === day)
        .map(({ cost }) => cost),
    );
  return { ledger, all, step, toEnd, costOf };
}

describe('a what-if that is applied', () => {
  it('brings each entry to its price by a correction that says why, and books nothing twice', async () => {
    const { toEnd, all, costOf, ledger } = apply(ENTRIES);
    const { result, steps } = await toEnd();
    // Of five on each day one has its price already.
    expect([result, steps.length]).toEqual([{ corrected: 8, bookedUsd: '0' }, 1]);
    expect([costOf('2026-11-20'), costOf('2026-11-21')]).toEqual([30n, 30n]);
    const corrections = all().filter(({ correctionOf }) => correctionOf !== undefined);
    expect(corrections.map(({ day, id, cost }) => `${day} ${id} ${cost}`).slice(0, 2)).toEqual([
      '2026-11-20 e1~a0001 -4',
      '2026-11-20 e2~a0001 -2',
    ]);
    expect(new Set(corrections.map(({ reason }) => reason))).toEqual(new Set(['new contract (what-if w1)']));
    expect([...ledger.tallies.values()]).toEqual([4, 4]);
    expect((await toEnd()).result).toEqual({ corrected: 0, bookedUsd: '0' });
    expect(ledger.tallies.size).toBe(2);
  });

  it('says how much it has booked', async () => {
    const { result } = await apply([entryOf(20, 1), entryOf(20, 2)]).toEnd();
    expect([(result as { bookedUsd: string }).bookedUsd, parseUsd('-0.000000000006')]).toEqual([
      '-0.000000000006',
      -6n,
    ]);
  });

  it.each([[1], [2], [3], [9], [10], [11]])('comes to the same in steps of %i entries', async (perStep) => {
    const { toEnd, costOf } = apply(ENTRIES, perStep);
    const { result, steps } = await toEnd();
    expect(result).toEqual({ corrected: 8, bookedUsd: '0' });
    expect([costOf('2026-11-20'), costOf('2026-11-21'), steps.at(-1)?.progress]).toEqual([
      30n,
      30n,
      { done: 2, total: 2 },
    ]);
    expect(steps.length > 1).toBe(perStep <= 9);
  });

  it('goes on behind its deadline in the next step', async () => {
    const { step } = apply(ENTRIES);
    expect(await step(undefined, NOW)).toMatchObject({ done: false, progress: { done: 0, total: 2 } });
    expect(await step(undefined, NOW + 1)).toMatchObject({ done: true });
  });

  it('leaves alone what no price is for, what was voided, and corrections themselves', async () => {
    const voided = entryOf(20, 3);
    const entries = [
      entryOf(20, 1, { model: 'mystery' }),
      entryOf(20, 2, { correctionOf: 'gone', adjusts: { events: 1, unpriced: 0, usage: {} } }),
      voided,
      entryOf(20, 4, {
        id: 'e3~a0001',
        correctionOf: 'e3',
        cost: picoUsd(-6n),
        adjusts: { events: -1, unpriced: 0, usage: {} },
      }),
    ];
    const { toEnd, all } = apply(entries);
    expect((await toEnd()).result).toEqual({ corrected: 0, bookedUsd: '0' });
    expect(all()).toHaveLength(4);
  });

  it('prices what was corrected by its last usage, and counts what it cost before', async () => {
    const entries = [
      entryOf(20, 5),
      entryOf(20, 5, {
        id: 'e5~a0001',
        correctionOf: 'e5',
        cost: picoUsd(-6n),
        adjusts: { events: -1, unpriced: 0, usage: {} },
      }),
      entryOf(20, 7, {
        id: 'e5~a0002',
        correctionOf: 'e5',
        cost: picoUsd(1n),
        adjusts: { events: 1, unpriced: 0, usage: {} },
      }),
    ];
    const { toEnd, all, costOf } = apply(entries);
    expect((await toEnd()).result).toMatchObject({ corrected: 1 });
    expect(costOf('2026-11-20')).toBe(14n);
    expect(all().at(-1)).toMatchObject({ id: 'e5~a0003', correctionOf: 'e5', cost: 13n, status: 'priced' });
  });
});
