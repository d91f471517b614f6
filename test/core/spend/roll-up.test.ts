import { describe, expect, it } from 'vitest';
import type { AggregateInput } from '../../../contracts/job-message.ts';
import type { Job, JobKind } from '../../../core/jobs/job.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import type { DayFacts } from '../../../core/spend/day-facts.ts';
import { rollUpKind, type RollUpPorts } from '../../../core/spend/roll-up.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { UnreadableEntryError } from '../../../core/usage/unreadable.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { dayPages } from '../../support/day-pages.ts';
import { stepsToEnd } from '../../support/job.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const DAY = aDay('2026-11-20');
const NOW = Date.parse('2026-11-21T03:00:00Z');

const ENTRIES = Array.from({ length: 25 }, (_, index) =>
  entryAt('2026-11-20T10:00:00Z', {
    id: `e${String(index).padStart(2, '0')}`,
    cost: picoUsd(BigInt(index % 24)),
    userId: `user-${index % 3}`,
  }),
);
/** Takes back the most expensive one. */
const VOID = entryAt('2026-11-20T12:00:00Z', {
  id: 'e23~a0001',
  correctionOf: 'e23',
  cost: picoUsd(-23n),
  adjusts: { events: -1, unpriced: 0, usage: {} },
});

interface Given {
  readonly entries?: readonly Entry[];
  readonly recalculate?: JobKind;
  readonly sealed?: Day;
  readonly perStep?: number;
}

/** A roll-up in memory, three entries a page; what it kept, saw and closed. */
function rollUp({ entries = ENTRIES, recalculate, sealed, perStep }: Given = {}) {
  const kept: DayFacts[] = [];
  const seen: string[] = [];
  const told: string[] = [];
  const { totals } = memorySpend(entries, { now: NOW });
  const ports: RollUpPorts = {
    totals,
    entries: dayPages(entries, 3),
    chain: ({ id }) =>
      Promise.resolve({
        entry: entries.find((one) => one.id === id) as Entry,
        corrections: entries.filter(({ correctionOf }) => correctionOf === id),
      }),
    facts: { read: () => Promise.resolve(new Map()), put: (facts) => Promise.resolve(void kept.push(facts)) },
    keepDaySums: (day) => Promise.resolve(told.push(`sums ${day}`)),
    observe: (day, saved) =>
      Promise.resolve({
        see: (some) => seen.push(...some.map(({ id }) => id)),
        save: () => Promise.resolve(Number(saved ?? 0) + 1),
        end: () => Promise.resolve(void told.push(`end ${day} after ${Number(saved ?? 0)}`)),
      }),
    now: () => NOW,
    recalculate: recalculate ?? {
      step: () => Promise.resolve({ done: true, result: { repairs: ['one', 'two'] }, progress: { done: 1 } }),
    },
    sealedUntil: () => Promise.resolve(sealed),
    closeMonth: (month) => {
      told.push(`close ${month}`);
      return Promise.resolve('closed');
    },
    workOf: () => ({ store: memoryWork(), folder: 'job/', newName: () => 'x' }),
  };
  const kind = perStep === undefined ? rollUpKind(ports) : rollUpKind(ports, perStep);
  const step = (input: AggregateInput, state?: unknown, deadline = Infinity) =>
    kind.step({ id: 'job', input, state } as Job, deadline);
  const toEnd = async (input: AggregateInput) => {
    const { steps, result } = await stepsToEnd((state) => step(input, state));
    return { count: steps.length, result, steps };
  };
  return { step, toEnd, kept, seen, told };
}

const failing = (reason: Error) => rollUp({ recalculate: { step: () => Promise.reject(reason) } });

describe('the roll-up of a day', () => {
  it('keeps its twenty most expensive entries, its users, and the version of its totals', async () => {
    const { toEnd, kept, told, seen } = rollUp();
    const { count, result, steps } = await toEnd({ date: DAY });
    expect([count, result]).toEqual([1, { date: DAY, days: 1, repaired: 2, unreadable: undefined }]);
    expect(steps[0]?.progress).toEqual({ done: 1, total: 1 });
    expect(result).not.toHaveProperty('close');
    expect(result).not.toHaveProperty('unreadable');
    expect(kept).toMatchObject([{ day: DAY, madeAt: NOW, version: 25n, activeUsers: 3 }]);
    const costs = kept[0]?.mostExpensive.map(({ cost }) => Number(cost));
    expect(costs).toEqual(Array.from({ length: 20 }, (_, index) => 23 - index));
    expect([told, seen.length]).toEqual([[`sums ${DAY}`, `end ${DAY} after 0`], 25]);
  });

  it('puts entries of one cost in the order of their ids, and leaves out what was voided', async () => {
    const same = ENTRIES.map((entry) => ({ ...entry, cost: picoUsd(7n) }));
    const { toEnd, kept } = rollUp({ entries: same.toReversed() });
    await toEnd({ date: DAY });
    expect(kept[0]?.mostExpensive.map(({ id }) => id)).toEqual(ENTRIES.slice(0, 20).map(({ id }) => id));
    const voided = rollUp({ entries: [...ENTRIES, VOID] });
    await voided.toEnd({ date: DAY });
    expect(voided.kept[0]?.mostExpensive[0]?.id).toBe('e22');
    expect(voided.seen).not.toContain('e23');
  });

  it.each([[1], [3], [4], [24], [25], [26], [27]])(
    'comes to the same in steps of %i entries',
    async (perStep) => {
      const entries = [...ENTRIES, VOID];
      const whole = rollUp({ entries });
      await whole.toEnd({ date: DAY });
      const { toEnd, kept, seen, told } = rollUp({ entries, perStep });
      const { count, steps } = await toEnd({ date: DAY });
      expect(kept).toEqual(whole.kept);
      expect(seen).toEqual(whole.seen);
      // A step ends with the page that reaches its number; the last page of the day ends the job.
      expect(count).toBe(Math.ceil(9 / Math.ceil(perStep / 3)));
      expect(told).toEqual([`sums ${DAY}`, `end ${DAY} after ${count - 1}`]);
      expect(steps.slice(0, -1).every(({ progress }) => progress.done === 0)).toBe(true);
    },
  );

  it('compares its totals in several steps where they are many, and counts them once', async () => {
    const states: unknown[] = [];
    const recalculate: JobKind = {
      step: (job) => {
        states.push(job.state);
        return Promise.resolve(
          states.length < 3
            ? { done: false, state: { at: states.length }, progress: { done: 0 } }
            : { done: true, result: { repairs: ['one'] }, progress: { done: 1 } },
        );
      },
    };
    const { toEnd, kept } = rollUp({ recalculate, perStep: 3 });
    const { result, count } = await toEnd({ date: DAY });
    expect(states).toEqual([undefined, { at: 1 }, { at: 2 }]);
    expect([result, count]).toEqual([{ date: DAY, days: 1, repaired: 1 }, 2 + 9]);
    expect(kept).toHaveLength(1);
  });

  it('is made though an entry cannot be read, which it names; other errors end it', async () => {
    const unreadable = failing(new UnreadableEntryError('E#x bad', new Error('odd')));
    expect((await unreadable.toEnd({ date: DAY })).result).toEqual({
      date: DAY,
      days: 1,
      repaired: 0,
      unreadable: ['E#x bad'],
    });
    expect(unreadable.kept).toHaveLength(1);
    await expect(failing(new Error('no table')).toEnd({ date: DAY })).rejects.toThrow('no table');
  });

  it('is not made of days that are archived', async () => {
    const { toEnd, kept } = rollUp({ sealed: DAY });
    expect((await toEnd({ date: DAY })).result).toEqual({ date: DAY, days: 0, repaired: 0 });
    expect(kept).toEqual([]);
  });
});

describe('the roll-up of a month', () => {
  const NOVEMBER = { date: aMonth('2026-11') };

  it('is that of its days, and its close where it is asked for', async () => {
    const { toEnd, kept, told } = rollUp({ sealed: aDay('2026-11-27') });
    const { result, steps } = await toEnd(NOVEMBER);
    expect(result).toEqual({ date: '2026-11', days: 3, repaired: 6, close: 'closed' });
    expect(kept.map(({ day, version }) => `${day} ${version}`)).toEqual([
      '2026-11-28 0',
      '2026-11-29 0',
      '2026-11-30 0',
    ]);
    expect([told.at(-1), steps.at(-1)?.progress]).toEqual(['close 2026-11', { done: 3, total: 3 }]);
    const open = rollUp({ sealed: aDay('2026-11-29') });
    expect((await open.toEnd({ ...NOVEMBER, close: false })).result).toMatchObject({
      days: 1,
      close: 'not asked for',
    });
    expect(open.told).not.toContain('close 2026-11');
  });

  it('goes on behind its deadline in the next step', async () => {
    const { step } = rollUp();
    expect(await step(NOVEMBER, undefined, NOW)).toMatchObject({
      done: false,
      progress: { done: 0, total: 30 },
    });
    expect(await step(NOVEMBER, undefined, NOW + 1)).toMatchObject({ done: true });
    expect(await step(NOVEMBER, { next: 28, repaired: 5 }, NOW)).toMatchObject({
      done: false,
      progress: { done: 28 },
    });
    expect(await step(NOVEMBER, { next: 28, repaired: 5 })).toMatchObject({
      done: true,
      result: { repaired: 9 },
    });
  });
});
