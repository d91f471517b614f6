import { describe, expect, it } from 'vitest';
import { parseDay } from '../../../core/time/ledger-time.ts';
import { laneCount, laneOf, MOST_TOTAL_LANES, totalLaneOf, userLaneOf } from '../../../core/usage/lanes.ts';

const rule = (from: string, count: number) => ({ from: parseDay(from), count });
const RULES = [rule('2026-06-01', 4), rule('2026-03-01', 2), rule('2026-09-01', 8)];

describe('lanes of a day', () => {
  it.each([
    ['2026-02-28', 1],
    ['2026-03-01', 2],
    ['2026-05-31', 2],
    ['2026-06-01', 4],
    ['2026-08-31', 4],
    ['2026-09-01', 8],
  ])('are those of the last rule that has begun: on %s %i', (day, count) => {
    expect(laneCount(RULES, parseDay(day))).toBe(count);
  });

  it('are those of the later row where two rules begin on one day', () => {
    expect(laneCount([rule('2026-03-01', 2), rule('2026-03-01', 3)], parseDay('2026-03-01'))).toBe(3);
  });
});

describe('the lane of a text', () => {
  // Stored keys hold it: these numbers never change. FNV-1a of 32 bits, modulo the lanes.
  it.each([
    ['', 4, 1],
    ['a', 4, 0],
    ['user-1', 8, 4],
    ['event-17', 64, 54],
    ['foobar', 1_000_003, 726_078],
  ])('of "%s" among %i is %i', (text, count, lane) => {
    expect(laneOf(text, count)).toBe(lane);
  });

  it('is 0 where there is one', () => {
    expect([laneOf('foobar', 1), laneOf('foobar', 0)]).toEqual([0, 0]);
  });

  it('of a user follows the day, and work without a user is the empty name', () => {
    expect(userLaneOf(RULES, parseDay('2026-09-01'), 'user-1')).toBe(4);
    expect(userLaneOf(RULES, parseDay('2026-01-01'), 'user-1')).toBe(0);
    expect(userLaneOf(RULES, parseDay('2026-06-01'), undefined)).toBe(laneOf('', 4));
  });
});

describe('the lane of totals', () => {
  it('is the one where there is one', () => {
    expect(totalLaneOf({ lane: 3, lanes: 4, batch: 'any' }, 1)).toBe(0);
  });

  it('is that of the entry while there are no more than lanes of entries', () => {
    const lanes = [0, 1, 2, 3].map((lane) => totalLaneOf({ lane, lanes: 4, batch: 'user-1' }, 4));
    expect(lanes).toEqual([0, 1, 2, 3]);
    expect(totalLaneOf({ lane: 3, lanes: 4, batch: 'user-1' }, 2)).toBe(1);
  });

  it('keeps a recorder batch together beyond that, and batches apart', () => {
    // laneOf('user-1', 8) is 4: lane 1 of two is 1 + 2 * 4.
    expect(totalLaneOf({ lane: 1, lanes: 2, batch: 'user-1' }, MOST_TOTAL_LANES)).toBe(9);
    // Six lanes of three make up for sixteen.
    expect(totalLaneOf({ lane: 2, lanes: 3, batch: 'user-2' }, 16)).toBe(5);
    const batches = Array.from({ length: 200 }, (_, index) => `batch-${index}`);
    const lanes = new Set(batches.map((batch) => totalLaneOf({ lane: 0, lanes: 1, batch }, 16)));
    expect([...lanes].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, lane) => lane));
  });
});
