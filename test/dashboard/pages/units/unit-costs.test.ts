import { describe, expect, it } from 'vitest';
import { averageDecimal } from '../../../../dashboard/src/format/decimal.ts';
import {
  groupKinds,
  lastTwoWeeks,
  unitTypes,
  weeksOfGroups,
  weeksOfUnits,
} from '../../../../dashboard/src/pages/units/unit-costs.ts';

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
        unpricedEvents: 0,
      },
      {
        week: '2026-11-16',
        count: 2,
        totalUsd: '3.5',
        averageUsd: '1.75',
        dearest: resources[1],
        unpriced: 1,
        unpricedEvents: 3,
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

describe('whether it rises', () => {
  const weeks = ['2026-11-30', '2026-11-23', '2026-11-16'].map((week) => ({ week }));

  it('is said of the newest week that is over and the one before it', () => {
    expect(lastTwoWeeks(weeks, '2026-12-02')?.map(({ week }) => week)).toEqual(['2026-11-23', '2026-11-16']);
    expect(lastTwoWeeks(weeks, '2026-12-07')?.map(({ week }) => week)).toEqual(['2026-11-30', '2026-11-23']);
  });

  it('is not said of one week, nor over a gap', () => {
    expect(lastTwoWeeks(weeks.slice(1, 2), '2026-12-02')).toBeUndefined();
    expect(lastTwoWeeks([{ week: '2026-11-23' }, { week: '2026-11-09' }], '2026-12-02')).toBeUndefined();
  });
});

describe('what groups of one kind cost a week', () => {
  const points: { at: string; by: Record<string, string> }[] = [
    {
      at: '2026-11-16T00:00:00Z',
      by: { 'podcast/a': '3', 'podcast/b/c': '1', 'campaign/x': '9', '(none)': '7' },
    },
    { at: '2026-11-23T00:00:00Z', by: { 'podcast/b/c': '2', 'podcast/a': '0' } },
    { at: '2026-11-30T00:00:00Z', by: {} },
  ];

  it('is of those with costs, the newest week first', () => {
    expect(groupKinds(points)).toEqual(['campaign', 'podcast']);
    expect(weeksOfGroups(points, 'podcast')).toEqual([
      { week: '2026-11-23', count: 1, totalUsd: '2', averageUsd: '2', dearest: { id: 'b/c', usd: '2' } },
      { week: '2026-11-16', count: 2, totalUsd: '4', averageUsd: '2', dearest: { id: 'a', usd: '3' } },
    ]);
  });
});
