import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { playTrees, type TreeResult } from './tree-history.ts';

const HISTORIES = propertyRuns(20).numRuns;

function isWrong({ overshoot, underHeld, leak }: TreeResult): boolean {
  return overshoot > 0n || underHeld > 0 || leak !== 0n;
}

describe('holds below holds, under interleavings, crashes, lost answers, duplicates and expiry', () => {
  it('are the same history by the same seed, the first of a process too', async () => {
    expect(await playTrees(1)).toEqual(await playTrees(1));
  });

  it('never spend more than the hold above has or a budget allows, hold enough, and leak nothing', async () => {
    let [children, denied, again] = [0, 0, 0];
    const wrong: object[] = [];
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const result = await playTrees(seed);
      children += result.children;
      denied += result.denied;
      again += result.again;
      if (isWrong(result)) wrong.push({ seed, ...result });
    }
    expect(wrong).toEqual([]);
    expect(children).toBeGreaterThan(HISTORIES * 5);
    expect(denied).toBeGreaterThan(HISTORIES);
    expect(again).toBeGreaterThan(HISTORIES);
  });

  it('overshoot when usage is not noted before it is in the totals', async () => {
    let overshoots = false;
    for (let seed = 1; !overshoots && seed <= 400; seed++)
      overshoots = (await playTrees(seed, { usesCount: false })).overshoot > 0n;
    expect(overshoots).toBe(true);
  });
});
