import { describe, expect, it } from 'vitest';
import { formatDecimal, parseUsd } from '../../../core/money/decimal.ts';
import { readUnitCosts, type UnitSum } from '../../../core/spend/read-unit-costs.ts';
import type { TotalsReader } from '../../../core/spend/totals-reader.ts';
import { aDay } from '../../../testing/dates.ts';

type Line = readonly [day: string, type: string, id: string, usd: string, unpriced?: number, events?: number];

function dayTotal([day, type, id, usd, unpriced = 0, events = 1]: Line) {
  return { day: aDay(day), reference: { type, id }, total: { cost: parseUsd(usd), events, unpriced } };
}

function totalsOf(lines: readonly Line[]): Pick<TotalsReader, 'resources' | 'groups'> {
  const found = lines.map(dayTotal);
  return {
    resources: () => Promise.resolve(found.map(({ reference, ...one }) => ({ ...one, resource: reference }))),
    groups: () => Promise.resolve(found.map(({ reference, ...one }) => ({ ...one, group: reference }))),
  };
}

const DAYS = { from: aDay('2026-11-01'), to: aDay('2026-11-30') };

function told({ count, cost, average, unpriced, withUnpriced, dearest }: UnitSum) {
  return [count, formatDecimal(cost), formatDecimal(average), unpriced, withUnpriced, dearest.of.id];
}

/** The 15th is a Sunday, so that a week begins on the 16th. */
const LINES: readonly Line[] = [
  ['2026-11-15', 'episode', 'a', '1'],
  ['2026-11-16', 'episode', 'a', '3'],
  ['2026-11-16', 'episode', 'b/c', '2', 2],
  ['2026-11-22', 'episode', 'd', '0.000000000001'],
  ['2026-11-23', 'episode', 'void', '0', 0, 0],
  ['2026-11-23', '__proto__', 'p', '9'],
];

describe('unit costs', () => {
  it('of resources count each once, in the week in which it began', async () => {
    const [episodes, other] = await readUnitCosts('resource', DAYS, totalsOf(LINES));
    expect(episodes && [episodes.type, ...told(episodes)]).toEqual([
      'episode',
      3,
      '6.000000000001',
      '2',
      2,
      1,
      'a',
    ]);
    expect(episodes?.weeks.map((week) => [week.week, ...told(week)])).toEqual([
      ['2026-11-16', 2, '2.000000000001', '1', 2, 1, 'b/c'],
      ['2026-11-09', 1, '4', '4', 0, 0, 'a'],
    ]);
    expect(other?.type).toBe('__proto__');
  });

  it('of groups count each in every week in which it has entries', async () => {
    const [podcasts] = await readUnitCosts('group', DAYS, totalsOf(LINES));
    expect(podcasts?.weeks.map((week) => [week.week, ...told(week)])).toEqual([
      ['2026-11-16', 3, '5.000000000001', '1.666666666667', 2, 1, 'a'],
      ['2026-11-09', 1, '1', '1', 0, 0, 'a'],
    ]);
  });

  it('are none where nothing was booked', async () => {
    expect(await readUnitCosts('resource', DAYS, totalsOf([]))).toEqual([]);
  });
});
