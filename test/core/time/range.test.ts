import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import { daysOfRange, isClosed, parseRange, type RangeQuery } from '../../../core/time/range.ts';
import { aDay } from '../../../testing/dates.ts';

function days(query: RangeQuery, timeZone = 'UTC') {
  const { from, to } = daysOfRange(parseRange(query, timeZone), timeZone);
  return [from, to];
}

/** The fields that a refused range names. */
function fieldsOf(query: RangeQuery): string[] {
  try {
    parseRange(query, 'UTC');
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fields.map(({ field }) => field);
    throw error;
  }
}

describe('parseRange', () => {
  it.each<[string, RangeQuery, string, (string | undefined)[]]>([
    ['nothing', {}, 'UTC', [undefined, undefined]],
    [
      'days, the last included',
      { from: '2026-11-01', to: '2026-11-30' },
      'UTC',
      ['2026-11-01', '2026-11-30'],
    ],
    ['one day', { from: '2026-11-01', to: '2026-11-01' }, 'UTC', ['2026-11-01', '2026-11-01']],
    ['aliases', { startDate: '2026-11-01', endDate: '2026-11-02' }, 'UTC', ['2026-11-01', '2026-11-02']],
    [
      'an alias that says the same',
      { from: '2026-11-01', startDate: '2026-11-01' },
      'UTC',
      ['2026-11-01', undefined],
    ],
    [
      'times, half-open',
      { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' },
      'UTC',
      ['2026-11-01', '2026-11-01'],
    ],
    [
      'times that touch a day more',
      { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00.001Z' },
      'UTC',
      ['2026-11-01', '2026-11-02'],
    ],
    [
      'a day and a time',
      { from: '2026-11-01', to: '2026-11-02T12:00:00+02:00' },
      'UTC',
      ['2026-11-01', '2026-11-02'],
    ],
    ['a day', { period: '2026-11-01' }, 'UTC', ['2026-11-01', '2026-11-01']],
    ['a leap month', { period: '2028-02' }, 'UTC', ['2028-02-01', '2028-02-29']],
    [
      'days of another zone',
      { from: '2026-10-25', to: '2026-10-25' },
      'Europe/Berlin',
      ['2026-10-25', '2026-10-25'],
    ],
    [
      'times in another zone',
      { from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z' },
      'Europe/Berlin',
      ['2026-10-25', '2026-10-25'],
    ],
  ])('reads %s', (_name, query, timeZone, expected) => {
    expect(days(query, timeZone)).toEqual(expected);
  });

  it.each<[string, RangeQuery, string]>([
    ['a day that does not exist', { from: '2026-02-29' }, 'from'],
    ['a time without a zone', { to: '2026-11-01T00:00:00' }, 'to'],
    ['a month of 13', { period: '2026-13' }, 'period'],
    ['a word', { endDate: 'today' }, 'endDate'],
    ['an empty range', { from: '2026-11-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }, 'from'],
    ['an end before the beginning', { startDate: '2026-11-02', endDate: '2026-11-01' }, 'startDate'],
    ['two ways at once', { period: '2026-11', from: '2026-11-01' }, 'period'],
    ['contradicting aliases', { to: '2026-11-02', endDate: '2026-11-03' }, 'endDate'],
  ])('refuses %s', (_name, query, field) => {
    expect(fieldsOf(query)).toContain(field);
  });
});

describe('isClosed', () => {
  const at = Date.parse('2026-11-03T00:00:00Z');

  it('is true two days after the end of the last month in range', () => {
    expect(isClosed({ from: aDay('2026-10-01'), to: aDay('2026-10-31') }, at, 'UTC')).toBe(true);
    expect(isClosed({ from: aDay('2026-10-01'), to: aDay('2026-10-31') }, at - 1, 'UTC')).toBe(false);
    expect(isClosed({ from: undefined, to: aDay('2026-11-01') }, at, 'UTC')).toBe(false);
    expect(isClosed({ from: aDay('2026-01-01'), to: undefined }, at, 'UTC')).toBe(false);
  });
});
