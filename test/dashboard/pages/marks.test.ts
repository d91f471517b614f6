import { describe, expect, it } from 'vitest';
import { marksOf } from '../../../dashboard/src/pages/overview/use-marks.ts';

type Parameters3 = Parameters<typeof marksOf>;

const DAYS = ['2026-11-20', '2026-11-21', '2026-11-22'].map((period) => ({
  period,
})) as unknown as Parameters3[0];

function anomaly(day: string, key: string, severity: 'info' | 'critical') {
  return { dimension: 'model', key, day, severity, spentUsd: '9', expectedUsd: '1' };
}

describe('marks on the bars', () => {
  it('are days out of line and days on which a price in use began, with what is said of them', () => {
    const anomalies = {
      items: [
        anomaly('2026-11-21', 'gpt-4o', 'critical'),
        anomaly('2026-11-20', 'gpt-4o', 'info'),
        ...['a', 'b', 'c', 'd'].map((key) => anomaly('2026-11-22', key, 'critical')),
      ],
    } as unknown as Parameters3[1];
    const prices = {
      prices: [
        { effectiveFrom: '2026-11-20T00:00:00.000Z', sku: 'gpt-4o', models: ['gpt-4o'] },
        { effectiveFrom: '2026-11-21', sku: 'unused', models: ['unused'] },
      ],
    } as unknown as Parameters3[2];
    expect(marksOf(DAYS, anomalies, prices, new Set(['gpt-4o']))).toEqual([
      { index: 0, text: 'new price of gpt-4o', tone: 'accent' },
      { index: 1, text: 'gpt-4o: $9.00, expected $1.00', tone: 'warning' },
      {
        index: 2,
        text: 'a: $9.00, expected $1.00; b: $9.00, expected $1.00; c: $9.00, expected $1.00; and 1 more',
        tone: 'warning',
      },
    ]);
  });
});
