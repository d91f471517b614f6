import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  daysOfMonth,
  hourOf,
  monthOf,
  startOfDay,
  weekOf,
  weekStart,
} from '../../../core/time/ledger-time.ts';

const HOUR = 3_600_000;
const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2050, 0, 1) });
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
);
const days = instants.map((at) => dayOf(at));

/** Hours of a day in Berlin. */
function hoursOf(day: string): number {
  return (startOfDay(addDays(day, 1), 'Europe/Berlin') - startOfDay(day, 'Europe/Berlin')) / HOUR;
}

describe('a ledger day', () => {
  it('begins at its first instant and not before', () => {
    fc.assert(
      fc.property(instants, zones, (at, zone) => {
        const day = dayOf(at, zone);
        const start = startOfDay(day, zone);
        expect(start).toBeLessThanOrEqual(at);
        expect(dayOf(start, zone)).toBe(day);
        expect(dayOf(start - 1, zone) < day).toBe(true);
      }),
    );
  });

  it('has 23, 24 or 25 hours where clocks are changed by one', () => {
    expect(['2026-03-29', '2026-10-25', '2026-11-21'].map(hoursOf)).toEqual([23, 25, 24]);
    expect(hourOf(Date.UTC(2026, 10, 21, 23, 30), 'Europe/Berlin')).toBe('00');
    expect(dayOf(Date.UTC(2026, 10, 21, 23, 30), 'Europe/Berlin')).toBe('2026-11-22');
  });

  it('has neighbours', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -800, max: 800 }), (day, count) => {
        const other = addDays(day, count);
        expect(addDays(other, -count)).toBe(day);
        const [from, to] = [day, other].toSorted() as [string, string];
        expect(daysBetween(from, to)).toHaveLength(Math.abs(count) + 1);
      }),
    );
    expect(daysBetween('2026-11-21', '2026-11-20')).toEqual([]);
  });
});

describe('a month', () => {
  it('ends the day before the next', () => {
    fc.assert(
      fc.property(days, (day) => {
        const { from, to } = daysOfMonth(monthOf(day));
        expect(from <= day && day <= to).toBe(true);
        expect(addDays(to, 1)).toBe(`${addMonths(monthOf(day), 1)}-01`);
      }),
    );
    expect(daysOfMonth('2028-02').to).toBe('2028-02-29');
    expect([addMonths('2026-12', 1), addMonths('2026-01', -1), addMonths('2026-05', -29)]).toEqual([
      '2027-01',
      '2025-12',
      '2023-12',
    ]);
  });
});

describe('an ISO week', () => {
  it('begins on a Monday and is the same for its seven days', () => {
    fc.assert(
      fc.property(days, (day) => {
        const monday = weekStart(day);
        expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
        for (const each of daysBetween(monday, addDays(monday, 6))) expect(weekOf(each)).toBe(weekOf(day));
        expect(weekOf(addDays(monday, 7))).not.toBe(weekOf(day));
      }),
    );
  });

  it.each([
    ['2026-01-01', '2026-W01'],
    ['2027-01-01', '2026-W53'],
    ['2024-12-30', '2025-W01'],
    ['2026-11-21', '2026-W47'],
  ])('of %s is %s', (day, week) => {
    expect(weekOf(day)).toBe(week);
  });
});
