import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultEngine, startFaultEngine } from '../../../prove/faults/engine.ts';
import { GUARDS } from '../../../prove/faults/guards.ts';
import { proveHistory, shrinkHistory } from '../../../prove/faults/prove.ts';
import { describeFailure } from '../../../prove/faults/report.ts';
import { IN_PROOF } from '../../../testing/property-runs.ts';

let engine: FaultEngine;
beforeAll(async () => {
  engine = await startFaultEngine();
});
afterAll(() => engine.stop());

const HISTORIES = 200;

/** Which guards a run of npm test takes away: every fourth. */
const STEP = IN_PROOF ? 1 : 4;
const TAKEN = Object.entries(GUARDS).filter((_guard, nth) => nth % STEP === 0);

describe('the fault proof notices when a guard is taken away', () => {
  it.each(TAKEN)('%s', async (_name, weakness) => {
    const { seed: first = 1, finds } = weakness;
    let found: readonly string[] = [];
    // One after the other: most show it at once, and what ran beside would be for nothing.
    for (let seed = first; found.length === 0 && seed < first + HISTORIES; seed++) {
      const { violations } = await proveHistory(engine, seed, weakness);
      found = violations.filter((violation) => finds.test(violation));
    }
    expect(found).not.toEqual([]);
  });
});

describe('a history that fails', () => {
  it('is told by the shortest one that fails in the same way', async () => {
    const weakness = GUARDS['the history page'];
    if (!weakness) throw new Error('this guard is gone');
    const failed = await proveHistory(engine, 1, weakness);
    const { result, taken, tries } = await shrinkHistory(engine, failed, { weakness, most: 20 });
    // Any history fails without pages: the shortest is the calm one that no choice makes.
    expect(taken).toEqual([]);
    expect(tries).toBeLessThan(20);
    expect(result.steps.length).toBeLessThan(failed.steps.length / 2);
    expect(result.violations.filter((violation) => weakness.finds.test(violation))).not.toEqual([]);
    const told = describeFailure({ ...result, choices: taken }, true);
    expect(told).toContain('Run it again: npm run prove -- faults --kind ledger --choices 0');
    const again = await proveHistory(engine, 1, weakness, [0]);
    expect(again.violations).toEqual(result.violations);
    expect((await proveHistory(engine, 1, undefined, [0], 'ledger')).violations).toEqual([]);
  });
});
