import { describe, expect, it } from 'vitest';
import { batchesOf, inBatches } from '../../core/in-batches.ts';

describe('batches', () => {
  it('have the items in their order, the last what is left', () => {
    expect(batchesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(batchesOf([1, 2], 2)).toEqual([[1, 2]]);
    expect(batchesOf([], 2)).toEqual([]);
  });
});

describe('work in batches', () => {
  it('answers in the order of the items, with at most sixteen under way', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 40 }, (_, i) => i);
    const answers = await inBatches(items, async (item) => {
      most = Math.max(most, ++running);
      // The later an item of its batch, the sooner it is done.
      for (let turn = item % 16; turn < 16; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 2;
    });
    expect(answers).toEqual(items.map((item) => item * 2));
    expect(most).toBe(16);
  });

  it('rejects with the first failure when the others have ended, and starts no further batch', async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      if (item === 3) throw new Error('the third');
      for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
      ended.push(item);
    };
    await expect(
      inBatches(
        Array.from({ length: 20 }, (_, i) => i),
        work,
      ),
    ).rejects.toThrow('the third');
    expect(started).toHaveLength(16);
    expect(ended).toHaveLength(15);
  });
});
