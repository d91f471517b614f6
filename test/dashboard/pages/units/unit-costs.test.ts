import { describe, expect, it } from 'vitest';
import { averageDecimal } from '../../../../dashboard/src/format/decimal.ts';
import { unitTypes, weeksOfUnits } from '../../../../dashboard/src/pages/units/unit-costs.ts';

function resource(
  id: string,
  totalUsd: string,
  firstAt: string | null,
  type = 'episode',
  unpricedEvents = 0,
) {
  const names = { name: null, createdBy: null, deletedAt: null };
  return { type, id, ...names, totalUsd, events: 1, unpricedEvents, firstAt, updatedAt: firstAt };
}

describe('what one of a kind costs', () => {
  it('is said by the week in which each began, from Monday', () => {
    const resources = [
      resource('a', '1', '2026-11-16T00:00:00.000Z'),
      resource('b', '2.5', '2026-11-22T23:59:59.999Z', 'episode', 3),
      resource('c', '7', '2026-11-23T00:00:00.000Z'),
      resource('never', '0', null),
    ];
    expect(weeksOfUnits(resources)).toEqual([
      {
        week: '2026-11-23',
        count: 1,
        totalUsd: '7',
        averageUsd: '7',
        dearest: resources[2],
        unpriced: 0,
      },
      {
        week: '2026-11-16',
        count: 2,
        totalUsd: '3.5',
        averageUsd: '1.75',
        dearest: resources[1],
        unpriced: 1,
      },
    ]);
  });

  it('is of the kinds that there are, the most frequent first', () => {
    const kinds = [resource('a', '1', null, 'job'), resource('b', '1', null), resource('c', '1', null)];
    expect(unitTypes(kinds)).toEqual(['episode', 'job']);
  });

  it('is divided to twelve decimals, half up', () => {
    expect(averageDecimal('1', 3)).toBe('0.333333333333');
    expect(averageDecimal('2', 3)).toBe('0.666666666667');
    expect(averageDecimal('5', 0)).toBe('0');
  });
});
