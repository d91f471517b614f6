import { describe, expect, it } from 'vitest';
import { exportFileName } from '../../../core/export/export-request.ts';
import { ALL_ENTRIES } from '../../../core/spend/entry-filter.ts';
import { aDay } from '../../../testing/dates.ts';

const named = (from: string, to: string, format: 'csv' | 'focus' = 'csv') =>
  exportFileName({ format, from: aDay(from), to: aDay(to), filter: ALL_ENTRIES });

describe('exportFileName', () => {
  it('names the days', () => {
    expect(named('2026-11-01', '2026-11-30')).toBe('costs-2026-11-01-2026-11-30.csv');
    expect(named('2026-11-01', '2026-11-01', 'focus')).toBe('costs-2026-11-01-focus.csv');
  });

  it('never names a beginning behind the end', () => {
    expect(named('2026-11-20', '2026-11-01')).toBe('costs-2026-11-01.csv');
  });
});
