import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  daysBetween,
  daysOfMonth,
  endOfMonth,
  firstOf,
  hourOf,
  monthOf,
  parseDay,
  parseMonth,
  startOfDay,
  weekOf,
  weekStart,
} from '../../../core/time/ledger-time.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';

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
function hoursOf(day: Day): number {
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
    expect([aDay('2026-03-29'), aDay('2026-10-25'), aDay('2026-11-21')].map(hoursOf)).toEqual([23, 25, 24]);
    expect(hourOf(Date.UTC(2026, 10, 21, 23, 30), 'Europe/Berlin')).toBe('00');
    expect(dayOf(Date.UTC(2026, 10, 21, 23, 30), 'Europe/Berlin')).toBe('2026-11-22');
  });

  it('has neighbours', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -800, max: 800 }), (day, count) => {
        const other = addDays(day, count);
        expect(addDays(other, -count)).toBe(day);
        const [from, to] = [day, other].toSorted() as [Day, Day];
        expect(daysBetween(from, to)).toHaveLength(Math.abs(count) + 1);
      }),
    );
    expect(daysBetween(aDay('2026-11-21'), aDay('2026-11-20'))).toEqual([]);
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
    expect(daysOfMonth(aMonth('2028-02')).to).toBe('2028-02-29');
    expect([
      addMonths(aMonth('2026-12'), 1),
      addMonths(aMonth('2026-01'), -1),
      addMonths(aMonth('2026-05'), -29),
    ]).toEqual(['2027-01', '2025-12', '2023-12']);
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
    [aDay('2026-01-01'), '2026-W01'],
    [aDay('2027-01-01'), '2026-W53'],
    [aDay('2024-12-30'), '2025-W01'],
    [aDay('2026-11-21'), '2026-W47'],
  ])('of %s is %s', (day, week) => {
    expect(weekOf(day)).toBe(week);
  });
});

describe('what is read as a day or a month', () => {
  it.each(['2026-02-29', '2026-13-01', '2026-11-00', '2026-11', '2026-11-21T00:00:00Z', ''])(
    'is never the day "%s"',
    (text) => {
      expect(() => parseDay(text, 'from')).toThrow(
        expect.objectContaining({ fields: [expect.objectContaining({ field: 'from' })] }),
      );
    },
  );

  it.each(['2026-13', '2026-00', '2026-11-21', '2026', ''])('is never the month "%s"', (text) => {
    expect(() => parseMonth(text, 'month')).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ field: 'month' })] }),
    );
  });

  it('is what the calendar has, from its first day to the first instant after it', () => {
    expect(parseDay('2024-02-29')).toBe('2024-02-29');
    expect(firstOf(parseMonth('2026-12'))).toBe('2026-12-01');
    expect(endOfMonth(parseMonth('2026-12'))).toBe(Date.UTC(2027, 0, 1));
    expect(endOfMonth(parseMonth('2026-03'), 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 31, 22));
  });
});
