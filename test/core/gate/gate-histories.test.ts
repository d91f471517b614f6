import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { playHistory } from './gate-history.ts';

const HISTORIES = propertyRuns(20).numRuns;

describe('holds under interleavings, crashes, lost answers, duplicates and expiry', () => {
  it('never promise more than the limit, never hold too little, and leak nothing', async () => {
    let allowed = 0;
    let denied = 0;
    const wrong: object[] = [];
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const result = await playHistory(seed);
      allowed += result.allowed;
      denied += result.denied;
      if (result.overshoot > 0n || result.underHeld > 0 || result.leak !== 0n) {
        wrong.push({ seed, ...result });
      }
    }
    expect(wrong).toEqual([]);
    expect(allowed).toBeGreaterThan(HISTORIES);
    expect(denied).toBeGreaterThan(HISTORIES);
  });

  it('keep the same promise when the organisation holds ahead in lanes', async () => {
    const wrong: object[] = [];
    let denied = 0;
    for (let seed = 1; seed <= HISTORIES / 2; seed++) {
      const result = await playHistory(seed, { lanes: 3, most: 6, calls: 90 });
      denied += result.denied;
      if (result.overshoot > 0n || result.underHeld > 0 || result.leak !== 0n)
        wrong.push({ seed, ...result });
    }
    expect(wrong).toEqual([]);
    expect(denied).toBeGreaterThan(HISTORIES);
  });

  it('overshoot without the condition on the generation', async () => {
    let overshoots = false;
    for (let seed = 1; !overshoots && seed <= 250; seed++)
      overshoots = (await playHistory(seed, { generationCounts: false })).overshoot > 0n;
    expect(overshoots).toBe(true);
  });
});
