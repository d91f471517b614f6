import { describe, expect, it } from 'vitest';
import { LaneGrowth } from '../../../core/spend/total-lanes.ts';
import { totalLaneOf } from '../../../core/usage/lanes.ts';

function growthAt() {
  const steps: number[] = [];
  const time = { now: 0 };
  const lanes = { grow: (at: number) => Promise.resolve(steps.push(at)) };
  return { steps, time, growth: new LaneGrowth(lanes, { now: () => time.now }) };
}

describe('the lane of an entry', () => {
  it('is one for a whole partition of a day while there are no more lanes than partitions', () => {
    const batches = [
      '01M7YSN7DR000000000000000A',
      '01M7YSN7DR000000000000000B',
      '01M7YSN7DR000000000000000C',
    ];
    for (const count of [1, 2, 4]) {
      for (const lane of [0, 1, 2, 3]) {
        const lanes = batches.map((batch) => totalLaneOf({ lane, lanes: 4, batch }, count));
        expect(lanes).toEqual([lane % count, lane % count, lane % count]);
      }
    }
  });

  it('is one of all there are beyond that, by the recorder batch', () => {
    const lanes = Array.from({ length: 200 }, (_, index) =>
      totalLaneOf({ lane: index % 2, lanes: 2, batch: `batch-${index}` }, 8),
    );
    expect([...new Set(lanes)].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(lanes.every((lane, index) => lane % 2 === index % 2)).toBe(true);
  });
});

describe('LaneGrowth', () => {
  it('lets lanes grow when one commit in four met others, of twenty in a minute', async () => {
    const { steps, growth } = growthAt();
    await growth.note({ commits: 19, repeated: 19 });
    expect(steps).toEqual([]);
    await growth.note({ commits: 1, repeated: 0 });
    expect(steps).toEqual([0]);
    await growth.note({ commits: 1, repeated: 1 });
    expect(steps).toEqual([0]);
  });

  it('leaves them where few commits met others', async () => {
    const { steps, growth } = growthAt();
    await growth.note({ commits: 100, repeated: 24 });
    expect(steps).toEqual([]);
  });

  it('forgets what was more than a minute ago', async () => {
    const { steps, time, growth } = growthAt();
    await growth.note({ commits: 19, repeated: 19 });
    time.now = 60_001;
    await growth.note({ commits: 19, repeated: 0 });
    await growth.note({ commits: 1, repeated: 0 });
    expect(steps).toEqual([]);
  });
});
