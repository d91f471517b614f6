import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PicoUsd, picoUsd, times, ZERO_USD } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { patternDays, usd } from '../../../testing/spend-patterns.ts';
import {
  ANOMALY_DEFAULTS,
  anomalyAnswer,
  findAnomalies,
  judgeDay,
} from '../../../core/anomalies/anomalies.ts';
import type { SpendSeries } from '../../../core/forecast/spend-series.ts';
import { daysBetween, type Day } from '../../../core/time/ledger-time.ts';

const OFFICE = [100, 100, 100, 100, 100, 20, 20];

/** Exact office weeks from Monday 2026-09-07 to 2026-11-30, with one day changed. */
function office(day: Day, cost: PicoUsd): SpendSeries {
  const days = daysBetween(aDay('2026-09-07'), aDay('2026-11-30')).map((other, i) => ({
    day: other,
    cost: other === day ? cost : usd(OFFICE[i % 7] ?? 0),
  }));
  return { dimension: 'model', key: 'gpt-4o', days };
}

describe('judgeDay', () => {
  it('finds a working day on a Sunday and says what was expected', () => {
    const anomaly = judgeDay(office(aDay('2026-11-15'), usd(100)), aDay('2026-11-15'));
    expect(anomaly && anomalyAnswer(anomaly)).toMatchObject({
      dimension: 'model',
      key: 'gpt-4o',
      kind: 'spike',
      severity: 'critical',
      spentUsd: '100',
      reason:
        'model gpt-4o spent 100.00 USD on 2026-11-15, about 20.00 USD were expected on a Sunday (5 times)',
    });
  });

  it.each([
    ['an ordinary Monday', aDay('2026-11-16'), 100, undefined],
    ['a quiet Sunday', aDay('2026-11-15'), 20, undefined],
    ['a silent Monday', aDay('2026-11-16'), 0, 'drop'],
    ['a double Monday', aDay('2026-11-16'), 200, 'spike'],
  ])('judges %s', (_, day, amount, kind) => {
    expect(judgeDay(office(day, usd(amount)), day)?.kind).toBe(kind);
  });

  it('does not take growth for an anomaly', () => {
    const pattern = { name: '', days: 90, levelUsd: 10, growth: 0.015, weekdays: OFFICE, noise: 0.03 };
    const days = patternDays(pattern, aDay('2026-08-20'), 3);
    expect(
      findAnomalies([{ dimension: 'service', key: 'llm', days }], aDay('2026-10-10'), aDay('2026-11-10')),
    ).toEqual([]);
  });

  it('keeps silent below the minimum difference and with a short history', () => {
    const series = office(aDay('2026-11-16'), usd(200));
    expect(
      judgeDay(series, aDay('2026-11-16'), { ...ANOMALY_DEFAULTS, minimumDifference: usd(101) }),
    ).toBeUndefined();
    const short = { ...series, days: series.days.filter((item) => item.day > '2026-11-01') };
    expect(judgeDay(short, aDay('2026-11-16'))).toBeUndefined();
  });

  it('compares a key that seldom spends with its own spending days', () => {
    const days = daysBetween(aDay('2026-09-07'), aDay('2026-11-15'))
      .filter((_, i) => i % 5 === 0)
      .map((day) => ({ day, cost: usd(10) }));
    const judged = (amount: number) =>
      judgeDay(
        { dimension: 'user', key: 'u', days: [...days, { day: aDay('2026-11-16'), cost: usd(amount) }] },
        aDay('2026-11-16'),
      );
    expect([judged(0), judged(11), judged(80)?.kind]).toEqual([undefined, undefined, 'spike']);
  });

  it('reports a first spend in an old ledger alone', () => {
    const series = {
      dimension: 'model' as const,
      key: 'new',
      days: [{ day: aDay('2026-11-16'), cost: usd(50) }],
    };
    const since = (ledgerSince?: Day) =>
      judgeDay(series, aDay('2026-11-16'), { ...ANOMALY_DEFAULTS, ledgerSince });
    expect([since(aDay('2026-01-01'))?.kind, since(aDay('2026-11-10')), since()]).toEqual([
      'new-spend',
      undefined,
      undefined,
    ]);
  });

  it('names the day since which a shift lasts', () => {
    const days = office(aDay('2026-11-30'), ZERO_USD).days.map((item) =>
      item.day >= '2026-11-17' ? { ...item, cost: times(item.cost, 3n) } : item,
    );
    const found = findAnomalies(
      [{ dimension: 'model', key: 'm', days }],
      aDay('2026-11-10'),
      aDay('2026-11-20'),
    );
    expect(found.map((item) => [item.day, item.since])).toEqual([
      ['2026-11-20', '2026-11-17'],
      ['2026-11-19', '2026-11-17'],
      ['2026-11-18', '2026-11-17'],
      ['2026-11-17', '2026-11-17'],
    ]);
  });

  it('scores a day by its own past alone: later days change nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }).map(picoUsd), { maxLength: 14 }),
        (later) => {
          const series = office(aDay('2026-11-16'), usd(200));
          const days = series.days.map((item) => {
            const cost = later[daysBetween(aDay('2026-11-17'), item.day).length - 1];
            return item.day > '2026-11-16' && cost !== undefined ? { ...item, cost } : item;
          });
          expect(judgeDay({ ...series, days }, aDay('2026-11-16'))).toEqual(
            judgeDay(series, aDay('2026-11-16')),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});
