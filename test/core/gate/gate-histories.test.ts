import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { type HistoryResult, playHistory } from './gate-history.ts';

const HISTORIES = propertyRuns(20).numRuns;

function isWrong({ overshoot, underHeld, leak, short }: HistoryResult): boolean {
  return overshoot > 0n || underHeld > 0 || leak !== 0n || short > 0;
}

describe('holds under interleavings, crashes, lost answers, duplicates and expiry', () => {
  it('never promise more than the limit, never hold too little, and leak nothing', async () => {
    let allowed = 0;
    let denied = 0;
    const wrong: object[] = [];
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const result = await playHistory(seed);
      allowed += result.allowed;
      denied += result.denied;
      if (isWrong(result)) {
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
      if (isWrong(result)) wrong.push({ seed, ...result });
    }
    expect(wrong).toEqual([]);
    expect(denied).toBeGreaterThan(HISTORIES);
  });

  it('keep the same promise when functions hold ahead in their memory, and end', async () => {
    const leases = { busyCalls: 2, callsAhead: 5n, leastCalls: 2n, share: 3n, minutesAhead: 2 };
    const wrong: object[] = [];
    let [denied, leased] = [0, 0];
    for (let seed = 1; seed <= HISTORIES; seed++) {
      // Where time hardly moves, spend that was read earlier is believed longest.
      const clock = seed % 2 === 0 ? { most: 20, moves: 0.02 } : { most: 8, moves: 0.1 };
      const result = await playHistory(seed, { leases, calls: 90, ...clock });
      denied += result.denied;
      leased += result.leased;
      if (isWrong(result)) wrong.push({ seed, ...result });
    }
    expect(wrong).toEqual([]);
    expect(denied).toBeGreaterThan(HISTORIES);
    expect(leased).toBeGreaterThan(HISTORIES * 5);
  });

  it('overshoot without the condition on the generation', async () => {
    let overshoots = false;
    for (let seed = 1; !overshoots && seed <= 250; seed++)
      overshoots = (await playHistory(seed, { generationCounts: false })).overshoot > 0n;
    expect(overshoots).toBe(true);
  });
});
