import { describe, expect, it } from 'vitest';
import { scaleLine } from '../../bench/scale.ts';
import { scaleRates } from '../../bench/support/scale-model.ts';
import { wallsOf } from '../../bench/support/scale-walls.ts';

const LOAD = { perMessage: 10, freshnessSeconds: 10, recorderConcurrency: 1000, batches: 1 };

describe('scale on paper', () => {
  it('has the same answer every time, and units that batches make cheaper', async () => {
    const load = { ...LOAD, eventsPerSecond: 10, lanes: 1 };
    const slow = await scaleRates(load);
    expect(await scaleRates(load)).toEqual(slow);
    const alone = await scaleRates({ ...load, perMessage: 1, freshnessSeconds: 0 });
    expect(alone.writeUnits).toBeGreaterThan(2 * slow.writeUnits);
    // An entry is a put of a unit at least, each total of a commit two.
    expect(slow.writeUnits).toBeGreaterThan(10);
    expect(slow.busyShards).toBe(1);
  });

  it('finds no wall where there is none, and names the wall and the setting where there is one', async () => {
    const calm = await scaleLine({ ...LOAD, eventsPerSecond: 10 }, 1);
    expect(calm.walls[0]?.share).toBeLessThan(1);
    expect(calm.walls[0]?.at).toBeGreaterThan(10);
    const rates = await scaleRates({ ...LOAD, eventsPerSecond: 1500, freshnessSeconds: 0, lanes: 1 });
    const walls = wallsOf(rates, LOAD.recorderConcurrency);
    const entries = walls.find(({ what }) => what === 'write units of a partition of entries');
    expect(entries?.share).toBeGreaterThan(1);
    expect(entries?.moves).toContain('lanes');
    const split = await scaleRates({ ...LOAD, eventsPerSecond: 1500, freshnessSeconds: 0, lanes: 8 });
    const moved = wallsOf(split, LOAD.recorderConcurrency).find(({ what }) => what === entries?.what);
    expect(moved?.share).toBeLessThan((entries?.share ?? 0) / 4);
  });
});
