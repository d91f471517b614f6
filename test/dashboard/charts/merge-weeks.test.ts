import { describe, expect, it } from 'vitest';
import { fitPoints } from '../../../dashboard/src/charts/merge-weeks.ts';
import { addDays } from '../../../dashboard/src/state/days.ts';

/** So many days from Saturday, 1 August 2026 on, a dollar each. */
function days(count: number) {
  const periods = Array.from({ length: count }, (_, index) => addDays('2026-08-01', index));
  return {
    periods,
    labels: periods,
    names: periods,
    layers: [{ name: 'llm', totalUsd: String(count), usd: periods.map(() => '1') }],
    before: periods.map(() => '0.5'),
    marks: [{ index: 9, text: 'a spike', tone: 'warning' as const }],
  };
}

describe('days that have no room', () => {
  it('are merged into calendar weeks that add up, and say which days they hold', () => {
    const { periods, names, layers, before, spans, marks } = fitPoints(days(90), 220);
    expect(periods.slice(0, 3)).toEqual(['2026-08-01', '2026-08-03', '2026-08-10']);
    expect(layers[0]?.usd.slice(0, 3)).toEqual(['2', '7', '7']);
    expect(before?.slice(0, 2)).toEqual(['1', '3.5']);
    expect(layers[0]?.usd.reduce((sum, usd) => sum + Number(usd), 0)).toBe(90);
    expect(names[1]).toBe('Aug 3 to Sun, Aug 9, 2026');
    expect(spans[1]).toEqual([2, 8]);
    expect(spans.at(-1)?.[1]).toBe(89);
    expect(marks[0]?.index).toBe(2);
  });

  it('stay days where there is room, and hours stay hours', () => {
    expect(fitPoints(days(90), 800).spans).toHaveLength(90);
    const hours = Array.from({ length: 100 }, (_, hour) => `2026-08-01T${hour}`);
    expect(fitPoints({ ...days(100), periods: hours }, 220).periods).toEqual(hours);
  });
});
