import { describe, expect, it } from 'vitest';
import { DaySumCache } from '../../../adapters/dynamo/day-sum-cache.ts';
import { addDays, daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';

const DAY = aDay('2026-11-01');
const STATE = { version: 3n, changedAt: 0 };

describe('days in memory', () => {
  it('are found by what was asked, at the version they were read at', () => {
    const kept = new DaySumCache<number>({ now: () => 3_600_000 });
    kept.keep('user', DAY, STATE, [1, 2]);
    expect(kept.find('user', DAY, STATE)).toEqual([1, 2]);
    expect(kept.find('group', DAY, STATE)).toBeUndefined();
    expect(kept.find('user', DAY, { ...STATE, version: 4n })).toBeUndefined();
    expect(kept.find('user', DAY, undefined)).toBeUndefined();
  });

  it('are believed for two and a half to five minutes, so that not all are read again at once', () => {
    const clock = { time: 3_600_000, now: () => clock.time };
    const kept = new DaySumCache<number>(clock);
    const days = daysBetween(DAY, addDays(DAY, 29));
    for (const day of days) kept.keep('user', day, STATE, [1]);
    const left = [2.4, 3, 3.5, 4, 4.5, 5].map((minutes) => {
      clock.time = 3_600_000 + minutes * 60_000;
      return days.filter((day) => kept.find('user', day, STATE)).length;
    });
    expect(left).toEqual([30, 24, 18, 12, 6, 0]);
  });

  it('go when there are too many rows, the ones kept longest ago first', () => {
    const kept = new DaySumCache<number>({ now: () => 3_600_000 });
    const rows = Array.from({ length: 80_000 }, (_, index) => index);
    for (const day of [0, 1, 2]) kept.keep('user', addDays(DAY, day), STATE, rows);
    expect([0, 1, 2].map((day) => kept.find('user', addDays(DAY, day), STATE)?.length)).toEqual([
      undefined,
      80_000,
      80_000,
    ]);
    kept.keep('user', addDays(DAY, 2), STATE, rows);
    expect(kept.find('user', addDays(DAY, 1), STATE)).toHaveLength(80_000);
  });
});
