import { describe, expect, it } from 'vitest';
import { parseUsd, picoUsd } from '../../../core/money/decimal.ts';
import type { ClosedMonthHead, ClosedMonthStore } from '../../../core/spend/closed-month.ts';
import { readMonthlySummary, readWeeklySummary } from '../../../core/spend/read-periods.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const usd = (text: string) => ({ cost: parseUsd(text) });
const VOID = { ...usd('0'), adjusts: { events: -1, unpriced: 0, usage: {} } };
const pod = (id: string) => ({ group: { type: 'podcast', id } });
const episode = (id: string) => ({ resource: { type: 'episode', id } });

const { totals } = memorySpend(
  [
    entryAt('2026-10-31T10:00:00Z', { ...usd('1'), ...episode('a') }),
    entryAt('2026-11-01T10:00:00Z', { ...usd('2'), ...episode('a'), ...pod('x') }),
    entryAt('2026-11-15T23:59:59Z', { ...usd('4'), ...episode('b'), ...pod('x') }),
    entryAt('2026-11-16T00:00:00Z', { ...usd('8'), ...episode('b'), ...pod('y'), userId: 'user-2' }),
    entryAt('2026-11-22T10:00:00Z', { ...usd('16'), ...episode('a'), ...pod('x'), userId: undefined }),
    entryAt('2026-11-23T10:00:00Z', { ...usd('32'), resource: undefined, group: undefined }),
    // All that is of this day, this user, this group and this episode was voided.
    entryAt('2026-11-30T10:00:00Z', { ...usd('0'), ...episode('v'), ...pod('v'), userId: 'user-v' }),
    entryAt('2026-11-30T10:00:01Z', { ...VOID, ...episode('v'), ...pod('v'), userId: 'user-v' }),
    entryAt('2026-11-30T10:00:02Z', { ...usd('64'), ...episode('c'), ...pod('x') }),
    entryAt('2026-11-30T10:00:03Z', { ...usd('0'), ...episode('w'), ...pod('x') }),
    entryAt('2026-11-30T10:00:04Z', { ...VOID, ...episode('w'), ...pod('x') }),
  ],
  { now: NOW },
);

const ask = async (day: string) =>
  (await readWeeklySummary({ from: aDay(day), to: aDay(day) }, totals)).weeks;

describe('weeks', () => {
  it('that the range touches come whole, each with what is of its days alone', async () => {
    const { weeks, dayVersion } = await readWeeklySummary(
      { from: aDay('2026-11-18'), to: aDay('2026-11-23') },
      totals,
    );
    expect(
      weeks.map(({ week, from, to, total, activeUsers, resources, byProvider }) => [
        `${week} ${from} ${to}`,
        total.cost / parseUsd('1'),
        total.events,
        activeUsers,
        resources,
        byProvider.get('openai'),
      ]),
    ).toEqual([
      ['2026-W47 2026-11-16 2026-11-22', 24n, 2, 1, 2, parseUsd('24')],
      ['2026-W48 2026-11-23 2026-11-29', 32n, 1, 1, 0, parseUsd('32')],
    ]);
    expect(weeks[0]?.mostExpensive?.of).toEqual({ type: 'episode', id: 'a' });
    expect([dayVersion(aDay('2026-11-22')), dayVersion(aDay('2026-11-24'))]).toEqual([1n, undefined]);
  });

  it('is one where the range is within it', async () => {
    expect((await ask('2026-11-15')).map(({ week }) => week)).toEqual(['2026-W46']);
    const last = await ask('2026-11-30');
    expect(last.map(({ total, activeUsers, resources }) => [total.events, activeUsers, resources])).toEqual([
      [1, 1, 1],
    ]);
    const [first] = await ask('2026-11-15');
    expect(first?.total.cost).toBe(parseUsd('4'));
  });
});

describe('months', () => {
  const head = {
    month: aMonth('2026-10'),
    closedAt: 7,
    organisation: { cost: parseUsd('0.75'), events: 1, unpriced: 0 },
  } as unknown as ClosedMonthHead;
  const months = {
    heads: (asked: readonly string[]) =>
      Promise.resolve(new Map(asked.includes(head.month) ? [[head.month, head]] : [])),
  } as Partial<ClosedMonthStore> as ClosedMonthStore;

  it('that the range touches come whole, with their groups and what came after a close', async () => {
    const days = { from: aDay('2026-09-30'), to: aDay('2026-11-02') };
    const [empty, closed, open, ...more] = await readMonthlySummary(days, totals, months);
    expect(more).toEqual([]);
    expect(empty).toMatchObject({
      month: '2026-09',
      total: { cost: 0n, events: 0 },
      groups: [],
      activeUsers: 0,
      closed: undefined,
    });
    expect(closed).toMatchObject({
      month: '2026-10',
      total: usd('1'),
      closed: { cost: parseUsd('0.75'), closedAt: 7, adjustments: parseUsd('0.25') },
      groups: [{ group: { type: 'podcast', id: 'pod-1' }, ...usd('1'), resources: 1 }],
    });
    expect(open).toMatchObject({
      month: '2026-11',
      total: usd('126'),
      activeUsers: 2,
      resources: 3,
      closed: undefined,
    });
    // A group counts the resources that were recorded for it, each once, those that are void not.
    expect(open?.groups).toEqual([
      { group: { type: 'podcast', id: 'x' }, ...usd('86'), resources: 3 },
      { group: { type: 'podcast', id: 'y' }, ...usd('8'), resources: 1 },
    ]);
    expect(open?.averagePerResource).toBe(picoUsd(parseUsd('94') / 3n));
  });

  it('that hold nothing are not read', async () => {
    const read: string[] = [];
    const counting = {
      ...totals,
      cells: (days: { from: string; to: string }) => {
        read.push(`${days.from} ${days.to}`);
        return totals.cells(days as never);
      },
    };
    await readMonthlySummary({ from: aDay('2026-01-01'), to: aDay('2026-12-31') }, counting, months);
    expect(read).toEqual(['2026-10-01 2026-10-31', '2026-11-01 2026-11-30']);
  });
});
