import { describe, expect, it } from 'vitest';
import { SYSTEM_USER } from '../../../contracts/system-user.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import type { DayFacts, RankedEntry } from '../../../core/spend/day-facts.ts';
import {
  countActive,
  dayVersions,
  mostExpensiveOfWeek,
  movedDays,
  readDayFacts,
  readValidFacts,
} from '../../../core/spend/read-day-facts.ts';
import { addDays, type Day, daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const FIRST = aDay('2026-11-10');
const LAST = aDay('2026-11-20');
const DAYS = { from: FIRST, to: LAST };

function facts(day: Day, version: bigint | undefined, costs: readonly bigint[] = []): DayFacts {
  const mostExpensive = costs.map(
    (cost) => ({ id: `${day} ${cost}`, day, cost: picoUsd(cost) }) as RankedEntry,
  );
  return { day, madeAt: 0, version, activeUsers: 9, mostExpensive };
}

function storeOf(...kept: readonly DayFacts[]) {
  const asked: Day[] = [];
  return {
    asked,
    read: (days: readonly Day[]) => {
      asked.push(...days);
      return Promise.resolve(
        new Map(kept.filter(({ day }) => days.includes(day)).map((one) => [one.day, one])),
      );
    },
  };
}

/** Two entries on each day but the first, in two cells. */
const HELD = daysBetween(addDays(FIRST, 1), LAST);
const { totals } = memorySpend(
  HELD.flatMap((day) => [
    entryAt(`${day}T10:00:00Z`, { userId: 'a' }),
    entryAt(`${day}T11:00:00Z`, { userId: undefined, model: 'other' }),
  ]),
  { now: Date.parse('2026-11-20T12:00:00Z') },
);
const versions = async () => dayVersions(await totals.cells(DAYS));

describe('the version of a day', () => {
  it('is that of all its cells, none of a day without any', async () => {
    const version = await versions();
    expect([version(LAST), version(FIRST)]).toEqual([2n, undefined]);
    const total = { cost: picoUsd(0n), events: 0, unpriced: 0 };
    expect(dayVersions([{ day: FIRST, total }])(FIRST)).toBe(0n);
  });
});

const of = (name: string, events = 1) => ({
  name,
  day: LAST,
  total: { cost: picoUsd(0n), events, unpriced: 0 },
});

describe('facts of days', () => {
  it('are valid while the totals are as they were, those from before versions always', async () => {
    const [b, c, d] = HELD as [Day, Day, Day, ...Day[]];
    const store = storeOf(facts(FIRST, 0n), facts(b, 2n), facts(c, 1n), facts(d, undefined));
    expect([...(await readValidFacts(daysBetween(FIRST, LAST), store, await versions())).keys()]).toEqual([
      b,
      d,
    ]);
    // Days without totals are not asked for.
    expect(store.asked).toEqual(HELD);
    expect(await movedDays(DAYS, storeOf(facts(FIRST, 0n), facts(b, 2n), facts(c, 1n)), totals)).toEqual([c]);
    expect(await movedDays(DAYS, storeOf(facts(FIRST, 1n)), totals)).toEqual([FIRST]);
  });

  it('are kept ones, nothing without totals, and the counted users of the last seven others', async () => {
    const asked: string[] = [];
    const users: typeof totals.users = (days, detail) => {
      asked.push(`${days.from} ${days.to}`);
      return totals.users(days, detail);
    };
    const found = await readDayFacts(
      DAYS,
      storeOf(facts(LAST, 2n, [5n]), facts(HELD[0] as Day, 2n)),
      { users },
      await versions(),
    );
    const others = HELD.slice(1, -1);
    expect(others).toHaveLength(8);
    expect(asked).toEqual(others.slice(1).map((day) => `${day} ${day}`));
    expect(found.get(FIRST)).toEqual({ activeUsers: 0, mostExpensive: [] });
    expect(found.get(LAST)).toMatchObject({ activeUsers: 9, mostExpensive: [{ cost: 5n }] });
    expect(others.map((day) => found.get(day))).toEqual([
      undefined,
      ...others.slice(1).map(() => ({ activeUsers: 1 })),
    ]);
  });

  it('count a person once, and nobody for the system or for what was voided', () => {
    expect(countActive([of('a'), of('a'), of('b'), of('c', 0), of(SYSTEM_USER)])).toBe(2);
  });
});

describe('the most expensive entries of a week', () => {
  it('are those of days that a roll-up has been to; unknown without any, none where nothing was', async () => {
    const week = { from: aDay('2026-11-14'), to: LAST };
    const version = await versions();
    const known = new Map(
      [facts(LAST, 2n, [5n, 1n]), facts(aDay('2026-11-14'), 2n, [3n])].map((one) => [one.day, one]),
    );
    expect(mostExpensiveOfWeek(week, known, version)?.map(({ cost }) => cost)).toEqual([5n, 3n, 1n]);
    expect(mostExpensiveOfWeek(week, new Map(), version)).toBeUndefined();
    expect(mostExpensiveOfWeek({ from: FIRST, to: FIRST }, new Map(), version)).toEqual([]);
    expect(mostExpensiveOfWeek({ from: FIRST, to: LAST }, new Map(), version)).toBeUndefined();
  });
});
