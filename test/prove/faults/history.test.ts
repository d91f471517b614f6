import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultEngine, startFaultEngine } from '../../../prove/faults/engine.ts';
import { type HistoryResult, proveHistory } from '../../../prove/faults/prove.ts';
import { describeFailure } from '../../../prove/faults/report.ts';
import { IN_PROOF, propertyRuns } from '../../../testing/property-runs.ts';

let engine: FaultEngine;
beforeAll(async () => {
  engine = await startFaultEngine();
});
afterAll(() => engine.stop());

/** Of the first forty histories those in which, together, everything below happens; a proof takes all, and more. */
const SLICE = [3, 7, 22, 38];
const SEEDS = IN_PROOF ? Array.from({ length: propertyRuns(40).numRuns }, (_, index) => index + 1) : SLICE;

/** What the dice must have brought at least once, or the proof proves less than it says. */
const HAPPENINGS = [
  /crashes; [1-9]/,
  /arrives late/,
  /zombie/,
  /TransactWriteItems.*: lost$/,
  /PutItem E#.*: lost$/,
  /UpdateItem M#.*: lost$/,
  /: throttled$/,
  /: broken$/,
  /BatchGetItem.*: unprocessed$/,
  /BatchWriteItem.*: unprocessed$/,
  /TransactWriteItems.* meets another writer/,
  /UpdateItem M#.* meets another writer/,
  /once more/,
  /gives up/,
  /audit \(tallies\) pushes [1-9]/,
  /audit \(days\) pushes [1-9]/,
  /dead-letter queue/,
  /brings .* again/,
  /corrects/,
  /the prices fault-proof-2 come into force/,
  /gives totals more lanes/,
  /TransactWriteItems.* in several lanes/,
];

describe('the ledger under faults', () => {
  it(`is exact to the last digit after ${SEEDS.length} histories`, async () => {
    const results: HistoryResult[] = [];
    for (const seed of SEEDS) {
      const result = await proveHistory(engine, seed);
      expect(result.violations.length > 0 ? describeFailure(result) : 'exact').toBe('exact');
      results.push(result);
    }
    const steps = results.flatMap((result) => result.steps);
    const missing = HAPPENINGS.filter((happened) => !steps.some((step) => happened.test(step)));
    expect(missing).toEqual([]);
  });

  it('repeats a history by its seed', async () => {
    expect(await proveHistory(engine, 7)).toEqual(await proveHistory(engine, 7));
  });
});
