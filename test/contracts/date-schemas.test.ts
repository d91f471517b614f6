import { describe, expect, it } from 'vitest';
import { sentDay, sentDayOrTime, sentMonth, sentPeriod } from '../../contracts/date-schemas.ts';
import { isLedgerDay, isLedgerMonth, isLedgerTime } from '../../contracts/dates.ts';

describe('the calendar of the ledger', () => {
  it.each(['1970-01-01', '2024-02-29', '9998-12-31'])('has the day %s', (day) => {
    expect(isLedgerDay(day)).toBe(true);
    expect(isLedgerMonth(day.slice(0, 7))).toBe(true);
    expect(isLedgerTime(`${day}T12:00:00Z`)).toBe(true);
  });

  it.each([
    '0000-01-01',
    '1969-12-31',
    '9999-01-01',
    '9999-12-31',
    '+010000-01-01',
    '2026-02-29',
    '2026-99-99',
    '2026-00-01',
    '2026-1-1',
    '',
  ])('has no day "%s"', (day) => {
    expect(isLedgerDay(day)).toBe(false);
    for (const schema of [sentDay, sentDayOrTime, sentPeriod]) {
      expect(schema.safeParse(day).success).toBe(false);
    }
  });

  it('has no time outside of its days in UTC, and none without a zone', () => {
    expect(isLedgerTime('1970-01-01T00:00:00+01:00')).toBe(false);
    expect(isLedgerTime('9998-12-31T23:59:59-01:00')).toBe(false);
    expect(isLedgerTime('2026-11-21T10:00:00')).toBe(false);
  });

  it('says where it begins and ends', () => {
    expect(sentDay.safeParse('9999-12-31').error?.issues[0]?.message).toContain('9998-12-31');
    expect(sentMonth.safeParse('9999-12').success).toBe(false);
    expect(sentPeriod.safeParse('2026-11').success).toBe(true);
  });
});
