import { describe, expect, it } from 'vitest';
import { sentDay, sentMonth } from '../../contracts/date-schemas.ts';
import { type Day, isDay, isMonth, type Month } from '../../contracts/dates.ts';
import { dayOf, daysOfMonth, monthOf } from '../../core/time/ledger-time.ts';
import { aDay, aMonth } from '../../testing/dates.ts';

describe('days and months', () => {
  it.each([
    ['2026-11-21', 'day'],
    ['2026-11', 'month'],
    ['2026-W47', 'neither'],
    ['lifetime', 'neither'],
    ['2026-11-21T10:00:00Z', 'neither'],
    ['26-11-2', 'neither'],
    ['', 'neither'],
  ])('"%s" is one by its form: %s', (text, kind) => {
    expect(isDay(text) ? 'day' : isMonth(text) ? 'month' : 'neither').toBe(kind);
  });

  it('come out of what was sent', () => {
    const day: Day = sentDay.parse('2026-11-21');
    const month: Month = sentMonth.parse('2026-11');
    expect([day, month]).toEqual(['2026-11-21', '2026-11']);
    expect(sentDay.safeParse('2026-11').error?.issues[0]?.message).toContain('2026-11-21');
    expect(sentMonth.safeParse('2026-13').success).toBe(false);
  });

  it('are not mixed up: this file compiles only while each mistake is one', () => {
    const day = aDay('2026-11-21');
    const month = aMonth('2026-11');
    // @ts-expect-error A month where a day belongs.
    const wrongDay: Day = month;
    // @ts-expect-error A day where a month belongs.
    const wrongMonth: Month = day;
    // @ts-expect-error A text that was never read as a day.
    const text: Day = '2026-11-21';
    // @ts-expect-error The days of a day.
    const days = daysOfMonth(day);
    // @ts-expect-error The month of a month.
    expect(monthOf(month)).toBe(month);
    expect([wrongDay, wrongMonth, text]).toEqual([month, day, day]);
    expect(days.from).toBe('2026-11-21-01');
    expect(monthOf(dayOf(Date.UTC(2026, 10, 21)))).toBe(month);
  });
});
